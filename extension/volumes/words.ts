import type { TranslationBundle } from '@jupyterlab/translation';

import type { Volume } from '../../hub/contract/volumes.js';
import { formatBytes } from '../ui/amounts.js';
import { expiryWords, overQuotaWords, removalWords } from './expiry-words.js';
import type { Section } from './sections.js';

export function sectionTitle(section: Section, trans: TranslationBundle): string {
  const titles: Record<Section, string> = {
    mine: trans.__('My volumes'),
    shared: trans.__('Shared with me'),
    data: trans.__('Data volumes')
  };
  return titles[section];
}

/** What one may do there; empty where one may do everything, since it is one's own. */
export function accessWords(volume: Volume, user: string, trans: TranslationBundle): string {
  if (volume.owner === user) return '';
  return volume.privileges.includes('write') ? trans.__('read & write') : trans.__('read-only');
}

export function sharingWords(volume: Volume, trans: TranslationBundle): string {
  const words: Record<Volume['sharing'], string> = {
    private: trans.__('only for you'),
    shared: trans.__('shared with others'),
    public: trans.__('open to everyone')
  };
  return words[volume.sharing];
}

/**
 * What stands at the right end of a row: whose it is and what one may do there, else when the next file goes, or how
 * much is in it.
 */
export function rowDetail(
  volume: Volume,
  user: string,
  trans: TranslationBundle,
  now: Date
): string {
  const access = accessWords(volume, user, trans);
  if (volume.kind === 'data') return access;
  if (volume.owner !== user) return [volume.owner, access].filter(Boolean).join(' · ');
  if (volume.overQuota) return trans.__('full, read-only');
  if (volume.expiry?.nextAt) return removalWords(volume.expiry.nextAt, now, trans);
  return volume.usage ? formatBytes(volume.usage.bytes) : '';
}

/** Everything about a volume in some lines, for the tip of its row. */
export function tipOf(volume: Volume, user: string, trans: TranslationBundle): string {
  const { usage } = volume;
  return [
    volume.address,
    volume.description,
    usage && trans._n('%2 in %1 file', '%2 in %1 files', usage.files, formatBytes(usage.bytes)),
    expiryWords(volume, trans),
    overQuotaWords(volume, trans),
    [accessWords(volume, user, trans), sharingWords(volume, trans)].filter(Boolean).join(', ')
  ]
    .filter(Boolean)
    .join('\n');
}
