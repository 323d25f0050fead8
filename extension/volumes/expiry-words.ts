import type { TranslationBundle } from '@jupyterlab/translation';

import type { Volume } from '../../hub/contract/volumes.js';
import { formatRoughDuration } from '../ui/amounts.js';
import { formatAbsolute } from '../ui/moments.js';

/** `removed in 12 d`. */
export function removalWords(at: string, now: Date, trans: TranslationBundle): string {
  const seconds = (Date.parse(at) - now.getTime()) / 1_000;
  return seconds > 0
    ? trans.__('removed in %1', formatRoughDuration(seconds, trans))
    : trans.__('removed soon');
}

/** That files of a volume do not stay, and when the next goes; empty where they stay. */
export function expiryWords({ expiry }: Volume, trans: TranslationBundle): string {
  if (!expiry) return '';
  const rule = trans._n(
    'What nobody has changed for %1 day is removed',
    'What nobody has changed for %1 days is removed',
    expiry.days
  );
  return expiry.nextAt
    ? trans.__('%1; the next file: %2', rule, formatAbsolute(new Date(expiry.nextAt)))
    : rule;
}

/** Why an owner's containers may not write to a volume; empty where they may. */
export function overQuotaWords({ overQuota, root }: Volume, trans: TranslationBundle): string {
  return overQuota
    ? trans.__('Servers and jobs may only read it: there is more in %1 than may be', root)
    : '';
}
