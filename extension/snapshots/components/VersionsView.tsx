import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { SnapshotSchedule } from '../../../hub/contract/snapshots.js';
import { formatRoughDuration } from '../../ui/amounts.js';
import { formatAbsolute } from '../../ui/moments.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { VersionActions } from '../actions.js';
import type { EarlierVersions } from '../model.js';
import { nameOf } from '../versions.js';
import { SnapshotInside } from './SnapshotInside.js';
import { SnapshotList } from './SnapshotList.js';

interface VersionsProps {
  readonly versions: EarlierVersions;
  readonly actions: VersionActions;
  /** Login name of the user. */
  readonly user: string;
  readonly trans: TranslationBundle;
}

/** The earlier versions of a volume, a folder or a file: by date, to be looked into and to be had back. */
export function VersionsView(props: VersionsProps): JSX.Element {
  const { versions, actions, user, trans } = props;
  useSignal(versions.changed);
  const { volume, path, state, snapshots, chosen, schedule } = versions;
  const isOwner = volume.owner === user;
  const isMaking = snapshots.some(({ state }) => state === 'making');
  return (
    <div className="labcommons-Versions">
      <header>
        <h2>{trans.__('Earlier versions of “%1”', nameOf(path, volume.title))}</h2>
        <p>
          {state.kind === 'ready' && scheduleWords(schedule, trans)}{' '}
          {trans.__('Snapshots do not count in your quota.')}
        </p>
        {isOwner && (
          <button
            className="jp-mod-styled"
            disabled={isMaking || state.kind !== 'ready'}
            title={trans.__('It is kept until you delete it')}
            onClick={() => void actions.make()}
          >
            {isMaking ? trans.__('Making a snapshot…') : trans.__('Make a snapshot now')}
          </button>
        )}
      </header>
      <Unread
        state={state}
        loading={trans.__('Reading the snapshots')}
        failed={trans.__('The snapshots could not be read')}
        trans={trans}
        onRetry={() => void versions.refresh()}
      />
      {state.kind === 'ready' && snapshots.length === 0 && (
        <div className="labcommons-Notice">
          <h3>{trans.__('No earlier versions yet')}</h3>
          <p>
            {schedule
              ? trans.__('The next snapshot of this volume will hold the first one.')
              : trans.__('No snapshots are made of this volume by themselves.')}
          </p>
        </div>
      )}
      {state.kind === 'ready' && snapshots.length > 0 && (
        <div className="labcommons-Versions-columns">
          <div>
            <SnapshotList
              snapshots={snapshots}
              chosen={chosen?.id ?? null}
              trans={trans}
              onChoose={id => void versions.choose(id)}
            />
            {state.hasMore && (
              <button className="labcommons-Link" onClick={() => void versions.readMore()}>
                {trans.__('Show older ones')}
              </button>
            )}
          </div>
          {chosen && (
            <section aria-label={formatAbsolute(new Date(chosen.takenAt))}>
              <SnapshotInside
                {...props}
                snapshot={chosen}
                againstRestore={
                  volume.privileges.includes('write')
                    ? null
                    : trans.__('You may not write to this volume: copy it to another one')
                }
              />
              {chosen.warnings.length > 0 && (
                <details className="labcommons-Versions-warnings">
                  <summary>
                    {trans._n(
                      '%1 thing was left out or changed meanwhile',
                      '%1 things were left out or changed meanwhile',
                      chosen.warnings.length
                    )}
                  </summary>
                  <ul>
                    {chosen.warnings.map(text => (
                      <li key={text}>{text}</li>
                    ))}
                  </ul>
                </details>
              )}
              {isOwner && (
                <button
                  className="labcommons-Link labcommons-Versions-remove"
                  onClick={() => void actions.remove(chosen)}
                >
                  {trans.__('Delete this snapshot…')}
                </button>
              )}
            </section>
          )}
        </div>
      )}
    </div>
  );
}

function scheduleWords(schedule: SnapshotSchedule | null, trans: TranslationBundle): string {
  if (!schedule) {
    return trans.__('Snapshots of this volume are made only when its owner asks for one.');
  }
  const { everyHours, keepDays, keepWeeks } = schedule;
  return [
    everyHours === 24
      ? trans.__('A snapshot is made every day when something has changed;')
      : trans.__(
          'A snapshot is made every %1 when something has changed;',
          formatRoughDuration(everyHours * 3600, trans)
        ),
    trans.__(
      'one of each day is kept for %1 days, one of each week for %2 weeks.',
      keepDays,
      keepWeeks
    )
  ].join(' ');
}
