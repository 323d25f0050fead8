import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Snapshot } from '../../../hub/contract/snapshots.js';
import { formatBytes } from '../../ui/amounts.js';
import { formatAbsolute, formatClock, formatDay, isSameDay } from '../../ui/moments.js';
import { useNow } from '../../ui/use-signal.js';

interface SnapshotListProps {
  readonly snapshots: readonly Snapshot[];
  readonly chosen: string | null;
  readonly trans: TranslationBundle;
  readonly onChoose: (id: string) => void;
}

/** Snapshots by date, newest first. */
export function SnapshotList(props: SnapshotListProps): JSX.Element {
  const { snapshots, chosen, trans, onChoose } = props;
  const now = useNow(60_000);
  return (
    <ul className="labcommons-Versions-list" aria-label={trans.__('Snapshots')}>
      {snapshots.map(snapshot => {
        const taken = new Date(snapshot.takenAt);
        const day = isSameDay(taken, now) ? trans.__('Today') : formatDay(taken, now);
        return (
          <li key={snapshot.id}>
            <button
              aria-current={snapshot.id === chosen}
              disabled={snapshot.state === 'making'}
              title={formatAbsolute(taken)}
              onClick={() => onChoose(snapshot.id)}
            >
              <span>
                {day}, {formatClock(taken)}
                {snapshot.cause === 'asked' && snapshot.state === 'whole' && (
                  <em>{trans.__('kept')}</em>
                )}
              </span>
              <small>{wordsOf(snapshot, trans)}</small>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function wordsOf(snapshot: Snapshot, trans: TranslationBundle): string {
  const { state, entry, files, addedBytes } = snapshot;
  if (state === 'making') return trans.__('is being made…');
  if (entry?.kind === 'file') return formatBytes(entry.sizeBytes);
  return [
    trans._n('%1 file', '%1 files', files),
    trans.__('%1 new on disk', formatBytes(addedBytes))
  ].join(' · ');
}
