import type { TranslationBundle } from '@jupyterlab/translation';

import type { Volume } from '../../hub/contract/volumes.js';

/** What can be asked of a volume: `trash` and `write` need the privilege to write, the rest its owner. */
export type VolumeAction = 'open' | 'write' | 'trash' | 'edit' | 'delete';

/** Why something cannot be done with a volume now, in words; null when it can. */
export function whyNot(
  action: VolumeAction,
  volume: Volume,
  situation: { user: string; isOnline: boolean; trans: TranslationBundle }
): string | null {
  const { user, isOnline, trans } = situation;
  if (action === 'open') return null;
  if (!isOnline) return trans.__('The hub cannot be reached at the moment.');
  if (action === 'write' || action === 'trash') {
    return volume.privileges.includes('write') ? null : trans.__('You may only read it.');
  }
  if (volume.kind === 'data') return trans.__('Data volumes are kept by the administrators.');
  if (volume.owner !== user) {
    return trans.__('Only its owner may do that: %1.', volume.owner ?? '');
  }
  if (action === 'delete' && volume.isDefault) {
    return trans.__('Everybody has this volume: it stays.');
  }
  return null;
}
