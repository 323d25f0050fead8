import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Quota } from '../../../hub/contract/volumes.js';
import { NEARLY_FULL } from '../../quotas/nearly-full.js';
import { formatShare } from '../../ui/amounts.js';

/** How much of each limited root volume is used; the nearer limit of bytes and files is the one shown. */
export function Quotas(props: {
  quotas: readonly Quota[];
  trans: TranslationBundle;
  /** Shows more about them. */
  onMore: () => void;
}): JSX.Element | null {
  const { quotas, trans, onMore } = props;
  const limited = quotas.filter(({ bytesLimit, filesLimit }) => bytesLimit ?? filesLimit);
  if (limited.length === 0) return null;
  return (
    <ul className="labcommons-Quotas" aria-label={trans.__('Space used')}>
      {limited.map(quota => {
        const { share, words } = nearerLimit(quota, trans);
        return (
          <li key={quota.root} title={tipOf(quota, trans)} data-full={share >= NEARLY_FULL}>
            <button
              className="labcommons-Link"
              aria-label={trans.__('View quotas: %1', quota.title)}
              onClick={onMore}
            >
              {quota.title}
            </button>
            <meter
              min={0}
              max={1}
              high={NEARLY_FULL}
              value={Math.min(1, share)}
              style={{ '--labcommons-share': Math.min(1, share) } as React.CSSProperties}
              aria-label={trans.__('%1: %2', quota.title, words)}
            />
            <span className="labcommons-Quotas-words">{words}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function nearerLimit(
  quota: Quota,
  trans: TranslationBundle
): { share: number; words: string } {
  const { bytes, bytesLimit, files, filesLimit } = quota;
  const ofBytes = bytesLimit ? bytes / bytesLimit : -1;
  const ofFiles = filesLimit ? files / filesLimit : -1;
  return ofFiles > ofBytes && filesLimit
    ? { share: ofFiles, words: trans._n('%2 of %1 file', '%2 of %1 files', filesLimit, files) }
    : { share: ofBytes, words: formatShare(bytes, bytesLimit ?? 0) };
}

function tipOf(quota: Quota, trans: TranslationBundle): string {
  return [
    quota.description,
    quota.bytesLimit && formatShare(quota.bytes, quota.bytesLimit),
    quota.filesLimit && trans._n('%2 of %1 file', '%2 of %1 files', quota.filesLimit, quota.files),
    trans.__('What lies in the trash counts too.')
  ]
    .filter(Boolean)
    .join('\n');
}
