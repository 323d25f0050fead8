import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Quota, Volume } from '../../../hub/contract/volumes.js';
import type { IVolumesModel } from '../../tokens.js';
import { Failure } from '../../ui/Failure.js';
import { Moment } from '../../ui/Moment.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { formatBytes, formatShare } from '../../ui/amounts.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { expiryWords, removalWords } from '../../volumes/expiry-words.js';
import { NEARLY_FULL } from '../nearly-full.js';

interface QuotasViewProps {
  readonly model: IVolumesModel;
  readonly trans: TranslationBundle;
}

/** Every root volume with a bar for bytes and one for files, and what lies in each volume of one's own. */
export function QuotasView({ model, trans }: QuotasViewProps): JSX.Element {
  useSignal(model.changed);
  const now = useNow(30_000);
  const { state, quotas, user } = model;
  if (quotas.length === 0) {
    return state.kind === 'loading' ? (
      <Skeleton label={trans.__('Reading the quotas')} />
    ) : (
      <Failure
        title={trans.__('The quotas could not be read')}
        error={state.kind === 'failed' ? state.error : null}
        trans={trans}
        onRetry={() => void model.refresh()}
      />
    );
  }
  const own = model.volumes.filter(({ owner, kind }) => kind === 'user' && owner === user);
  return (
    <div className="labcommons-QuotasView">
      {quotas.map(quota => (
        <Root
          key={quota.root}
          quota={quota}
          volumes={own.filter(({ root }) => root === quota.root)}
          now={now}
          trans={trans}
        />
      ))}
    </div>
  );
}

interface RootProps {
  readonly quota: Quota;
  readonly volumes: readonly Volume[];
  readonly now: Date;
  readonly trans: TranslationBundle;
}

function Root({ quota, volumes, now, trans }: RootProps): JSX.Element {
  const { bytes, bytesLimit, files, filesLimit, title, trashBytes, countedAt } = quota;
  const [first] = volumes;
  const rule = first ? expiryWords({ ...first, expiry: withoutDate(first) }, trans) : '';
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p>{[quota.description.replace(/\.$/, ''), rule].filter(Boolean).join('. ')}</p>
      <Bar
        label={trans.__('Space in %1', title)}
        share={bytesLimit === null ? null : shareOf(bytes, bytesLimit)}
        words={
          bytesLimit === null
            ? trans.__('%1, no limit', formatBytes(bytes))
            : formatShare(bytes, bytesLimit)
        }
      />
      <Bar
        label={trans.__('Files in %1', title)}
        share={filesLimit === null ? null : shareOf(files, filesLimit)}
        words={
          filesLimit === null
            ? trans._n('%1 file, no limit', '%1 files, no limit', files)
            : trans._n('%2 / %1 file', '%2 / %1 files', filesLimit, files)
        }
      />
      <Writing quota={quota} now={now} trans={trans} />
      <small>
        {trashBytes > 0 && <>{trans.__('%1 of it in the trash', formatBytes(trashBytes))} · </>}
        {countedAt ? (
          <>
            {trans.__('counted')} <Moment at={countedAt} now={now} trans={trans} />
          </>
        ) : (
          trans.__('not counted yet')
        )}
      </small>
      <Volumes volumes={volumes} now={now} trans={trans} />
    </section>
  );
}

function Bar(props: { label: string; share: number | null; words: string }): JSX.Element {
  const { label, share, words } = props;
  return (
    <div className="labcommons-QuotasView-bar" data-full={share !== null && share >= NEARLY_FULL}>
      {share !== null && (
        <meter
          min={0}
          max={1}
          high={NEARLY_FULL}
          value={Math.min(1, share)}
          style={{ '--labcommons-share': Math.min(1, share) } as React.CSSProperties}
          aria-label={`${label}: ${words}`}
        />
      )}
      <span>{words}</span>
    </div>
  );
}

/** What too much leads to. */
function Writing(props: { quota: Quota; now: Date; trans: TranslationBundle }): JSX.Element | null {
  const { quota, now, trans } = props;
  const { readOnlyAt } = quota;
  if (readOnlyAt === null) return null;
  return (
    <p className="labcommons-QuotasView-over" role="alert">
      {Date.parse(readOnlyAt) > now.getTime() ? (
        <>
          {trans.__('More than may be: delete something, else servers and jobs lose write access')}{' '}
          <Moment at={readOnlyAt} now={now} trans={trans} />.
        </>
      ) : (
        trans.__(
          'More than may be: servers and jobs may only read here until you delete something.'
        )
      )}
    </p>
  );
}

function Volumes(props: Pick<RootProps, 'volumes' | 'now' | 'trans'>): JSX.Element | null {
  const { volumes, now, trans } = props;
  if (volumes.length === 0) return null;
  return (
    <ul aria-label={trans.__('Volumes')}>
      {volumes.map(({ id, title, usage, expiry }) => (
        <li key={id}>
          <span>{title}</span>
          <small>
            {[
              usage &&
                trans._n('%2 in %1 file', '%2 in %1 files', usage.files, formatBytes(usage.bytes)),
              expiry?.nextAt && trans.__('next file %1', removalWords(expiry.nextAt, now, trans))
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </li>
      ))}
    </ul>
  );
}

function shareOf(used: number, limit: number): number {
  return limit === 0 ? (used === 0 ? 0 : 1) : used / limit;
}

/** The rule of a root volume is that of each volume in it. */
function withoutDate({ expiry }: Volume): Volume['expiry'] {
  return expiry && { ...expiry, nextAt: null };
}
