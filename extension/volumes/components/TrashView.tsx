import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { Refusal } from '../../ui/Field.js';
import type { TrashItem } from '../../../hub/contract/trash.js';
import { problemText } from '../../api/hub-error.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { Moment } from '../../ui/Moment.js';
import { formatBytes } from '../../ui/amounts.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import type { VolumeTrash } from '../trash.js';

interface TrashViewProps {
  readonly trash: VolumeTrash;
  readonly trans: TranslationBundle;
  readonly onRestored: (item: TrashItem, path: string) => void;
}

/** What was deleted in a volume, each with a way back and a way out. */
export function TrashView(props: TrashViewProps): JSX.Element {
  const { trash, trans } = props;
  useSignal(trash.changed);
  const { state } = trash;
  if (state.kind !== 'ready') {
    return (
      <Unread
        state={state}
        loading={trans.__('Reading the trash')}
        failed={trans.__('The trash could not be read')}
        trans={trans}
        onRetry={() => void trash.refresh()}
      />
    );
  }
  if (trash.items.length === 0) {
    return (
      <div className="labcommons-Notice">
        <h3>{trans.__('Nothing in the trash')}</h3>
        <p>{trans.__('What you delete in this volume stays here for a while.')}</p>
      </div>
    );
  }
  return <Items {...props} hasMore={state.hasMore} />;
}

function Items(props: TrashViewProps & { hasMore: boolean }): JSX.Element {
  const { trash, trans, hasMore, onRestored } = props;
  const now = useNow(30_000);
  const [failure, setFailure] = useState<string | null>(null);
  const [doomed, setDoomed] = useState<'all' | string | null>(null);
  const attempt = (act: () => Promise<void>) => {
    setFailure(null);
    setDoomed(null);
    act().catch((error: unknown) => setFailure(problemText(error, trans)));
  };
  return (
    <div className="labcommons-Trash">
      <Refusal why={failure} />
      <ul aria-label={trans.__('Deleted things')}>
        {trash.items.map(item => {
          const Icon = item.kind === 'directory' ? folderIcon : fileIcon;
          return (
            <li key={item.id}>
              <Icon.react tag="span" className="labcommons-Trash-icon" />
              <span className="labcommons-Trash-name">
                <MiddleCut text={item.name} title={item.path} />
                <small>
                  {item.sizeBytes !== null && <>{formatBytes(item.sizeBytes)} · </>}
                  <Moment at={item.discardedAt} now={now} trans={trans} />
                  {item.discardedBy && <> · {item.discardedBy}</>}
                  {' · '}
                  {trans.__('removed')} <Moment at={item.expiresAt} now={now} trans={trans} />
                </small>
              </span>
              {doomed === item.id ? (
                <button
                  className="jp-mod-styled jp-mod-warn"
                  onClick={() => attempt(() => trash.deleteForGood(item))}
                >
                  {trans.__('Really delete')}
                </button>
              ) : (
                <>
                  <button
                    className="jp-mod-styled"
                    aria-label={trans.__('Restore “%1”', item.name)}
                    onClick={() =>
                      attempt(async () => onRestored(item, (await trash.restore(item)).path))
                    }
                  >
                    {trans.__('Restore')}
                  </button>
                  <button
                    className="jp-mod-styled"
                    aria-label={trans.__('Delete “%1” for good…', item.name)}
                    onClick={() => setDoomed(item.id)}
                  >
                    {trans.__('Delete…')}
                  </button>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <div className="labcommons-Trash-foot">
        {hasMore && (
          <button className="labcommons-Link" onClick={() => attempt(() => trash.readMore())}>
            {trans.__('Show more')}
          </button>
        )}
        {doomed === 'all' ? (
          <>
            <span>{trans.__('Everything above goes for good. Nobody can bring it back.')}</span>
            <button
              className="jp-mod-styled jp-mod-warn"
              onClick={() => attempt(() => trash.empty())}
            >
              {trans.__('Empty trash')}
            </button>
            <button className="jp-mod-styled" onClick={() => setDoomed(null)}>
              {trans.__('Keep it')}
            </button>
          </>
        ) : (
          <button className="jp-mod-styled" onClick={() => setDoomed('all')}>
            {trans.__('Empty trash…')}
          </button>
        )}
      </div>
    </div>
  );
}
