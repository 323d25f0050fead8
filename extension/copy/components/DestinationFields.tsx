import type { TranslationBundle } from '@jupyterlab/translation';
import { folderIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { TaskConflict } from '../../../hub/contract/tasks.js';
import { Failure } from '../../ui/Failure.js';
import { ChoiceField, Refusal, TextField } from '../../ui/Field.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import { iconOf } from '../../volumes/icons.js';
import { rowsOf } from '../../volumes/sections.js';
import { sectionTitle } from '../../volumes/words.js';
import type { Destination } from '../destination.js';

interface DestinationProps {
  readonly destination: Destination;
  readonly trans: TranslationBundle;
}

/** The body of *Copy to…* and its like: where to, under which name, and what to do with names that are taken. */
export function DestinationFields(props: DestinationProps): JSX.Element {
  const { destination, trans } = props;
  useSignal(destination.changed);
  useSignal(destination.volumes.changed);
  const { place, against, failure, kind } = destination;
  const conflicts: Record<TaskConflict, string> = {
    keepBoth: trans.__('keep both: the new one gets a number'),
    replace: trans.__('replace: what is there goes to the trash'),
    skip: trans.__('skip: leave what is there'),
    fail: trans.__('stop there')
  };
  return (
    <div className="labcommons-Form">
      <Crumbs {...props} />
      <div className="labcommons-Destination">
        {place ? <Folders {...props} /> : <Volumes {...props} />}
      </div>
      {place && against && <p className="labcommons-Form-note">{against}</p>}
      {kind === 'zip' && (
        <TextField
          label={trans.__('Name of the archive')}
          value={destination.archive}
          autoComplete="off"
          spellCheck={false}
          onText={text => (destination.archive = text)}
        />
      )}
      <ChoiceField
        label={kind === 'zip' ? trans.__('If it is there already') : trans.__('Taken names')}
        value={destination.conflict}
        onText={text => (destination.conflict = TaskConflict.parse(text))}
      >
        {choicesFor(kind).map(choice => (
          <option key={choice} value={choice}>
            {conflicts[choice]}
          </option>
        ))}
      </ChoiceField>
      <Refusal why={failure} />
    </div>
  );
}

/** One archive is made or not: nothing of it can be skipped. */
function choicesFor(kind: Destination['kind']): readonly TaskConflict[] {
  return kind === 'zip' ? ['keepBoth', 'replace', 'fail'] : ['keepBoth', 'replace', 'skip', 'fail'];
}

function Crumbs({ destination, trans }: DestinationProps): JSX.Element {
  const { place } = destination;
  const volume = place && destination.volumes.find(place.volume);
  const segments = place?.path ? place.path.split('/') : [];
  return (
    <nav className="labcommons-Crumbs" aria-label={trans.__('Where to')}>
      <button className="labcommons-Link" onClick={() => void destination.goTo(null)}>
        {trans.__('Volumes')}
      </button>
      {place && (
        <>
          <span aria-hidden="true">/</span>
          <button
            className="labcommons-Link"
            onClick={() => void destination.goTo({ volume: place.volume, path: '' })}
          >
            {volume?.title ?? place.volume}
          </button>
        </>
      )}
      {place &&
        segments.map((segment, at) => (
          <React.Fragment key={at}>
            <span aria-hidden="true">/</span>
            <button
              className="labcommons-Link"
              onClick={() =>
                void destination.goTo({
                  volume: place.volume,
                  path: segments.slice(0, at + 1).join('/')
                })
              }
            >
              {segment}
            </button>
          </React.Fragment>
        ))}
    </nav>
  );
}

function Volumes({ destination, trans }: DestinationProps): JSX.Element {
  const { volumes } = destination;
  if (volumes.state.kind !== 'ready') {
    return (
      <Unread
        state={volumes.state}
        loading={trans.__('Loading volumes')}
        failed={trans.__('Your volumes could not be read')}
        trans={trans}
        onRetry={() => void volumes.refresh()}
      />
    );
  }
  const rows = rowsOf(volumes.volumes, { user: volumes.user, filter: '', collapsed: new Set() });
  return (
    <ul aria-label={trans.__('Volumes')}>
      {rows.map(row => {
        if (row.kind === 'heading') {
          return (
            <li key={row.section} className="labcommons-Destination-heading">
              {sectionTitle(row.section, trans)}
            </li>
          );
        }
        const { item: volume } = row;
        const against = destination.whyNotVolume(volume);
        const Icon = iconOf(volume);
        return (
          <li key={volume.id}>
            <button
              disabled={against !== null}
              title={volume.address}
              onClick={() => void destination.goTo({ volume: volume.address, path: '' })}
            >
              <Icon.react tag="span" className="labcommons-Panel-icon" />
              <MiddleCut text={volume.title} title={volume.address} />
              <small>{against ?? (row.section === 'shared' ? volume.owner : '')}</small>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Folders(props: DestinationProps): JSX.Element {
  const { destination, trans } = props;
  const { folders, place } = destination;
  if (folders.kind === 'failed') {
    return (
      <Failure
        title={trans.__('This folder could not be read')}
        error={folders.error}
        trans={trans}
        onRetry={() => void destination.goTo(place)}
      />
    );
  }
  if (folders.kind !== 'ready') return <Skeleton label={trans.__('Reading the folder')} />;
  return (
    <>
      <ul aria-label={trans.__('Folders')}>
        {folders.names.map(name => (
          <li key={name}>
            <button onClick={() => void destination.enter(name)}>
              <folderIcon.react tag="span" className="labcommons-Panel-icon" />
              <MiddleCut text={name} />
            </button>
          </li>
        ))}
      </ul>
      {folders.names.length === 0 && (
        <p className="labcommons-Destination-nothing">{trans.__('No folders in here.')}</p>
      )}
      {folders.hasMore && (
        <p className="labcommons-Destination-nothing">
          {trans.__('This folder is long: not all of its folders are shown.')}
        </p>
      )}
      <NewFolder key={`${place?.volume}/${place?.path}`} {...props} />
    </>
  );
}

function NewFolder({ destination, trans }: DestinationProps): JSX.Element {
  const [name, setName] = useState<string | null>(null);
  const wanted = name?.trim() ?? '';
  if (name === null) {
    return (
      <p className="labcommons-Destination-nothing">
        <button className="labcommons-Link" onClick={() => setName('')}>
          {trans.__('New folder…')}
        </button>
      </p>
    );
  }
  return (
    <div className="labcommons-Destination-new">
      <input
        className="jp-mod-styled"
        aria-label={trans.__('Name of the new folder')}
        placeholder={trans.__('Name of the new folder')}
        value={name}
        autoFocus
        onChange={event => setName(event.target.value)}
        onKeyDown={event => {
          // Enter means the folder, not the whole dialog.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.nativeEvent.stopImmediatePropagation();
          if (wanted) void destination.makeFolder(wanted);
        }}
      />
      <button
        className="jp-mod-styled"
        disabled={wanted === ''}
        onClick={() => void destination.makeFolder(wanted)}
      >
        {trans.__('Make folder')}
      </button>
    </div>
  );
}
