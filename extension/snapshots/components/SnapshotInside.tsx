import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Entry } from '../../../hub/contract/files.js';
import type { Snapshot } from '../../../hub/contract/snapshots.js';
import { Failure } from '../../ui/Failure.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { Moment } from '../../ui/Moment.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { formatBytes } from '../../ui/amounts.js';
import { useNow } from '../../ui/use-signal.js';
import type { VersionActions } from '../actions.js';
import type { EarlierVersions } from '../model.js';
import { nameOf, parentOf } from '../versions.js';

interface InsideProps {
  readonly versions: EarlierVersions;
  readonly actions: VersionActions;
  readonly snapshot: Snapshot;
  /** Why nothing can be put back; null when it can. */
  readonly againstRestore: string | null;
  readonly trans: TranslationBundle;
}

/** What a snapshot holds at the place that is looked at. */
export function SnapshotInside(props: InsideProps): JSX.Element {
  const { versions, trans } = props;
  const { inside, place } = versions;
  if (inside.kind === 'failed') {
    return (
      <Failure
        title={trans.__('The snapshot could not be read')}
        error={inside.error}
        trans={trans}
        onRetry={() => void versions.goTo(place)}
      />
    );
  }
  if (inside.kind !== 'ready') return <Skeleton label={trans.__('Reading the snapshot')} />;
  const isFolder = inside.entry.kind === 'directory';
  return (
    <div className="labcommons-Versions-inside">
      <Crumbs {...props} />
      {(place !== '' || !isFolder) && (
        <div className="labcommons-Versions-actions">
          <Buttons {...props} path={place} entry={inside.entry} isWhole />
          {!isFolder && <small>{formatBytes(inside.entry.sizeBytes)}</small>}
        </div>
      )}
      {isFolder && <Items {...props} items={inside.items} hasMore={inside.hasMore} />}
    </div>
  );
}

function Crumbs({ versions, trans }: InsideProps): JSX.Element {
  const { place, volume, inside } = versions;
  const segments = place === '' ? [] : place.split('/');
  const isFile = inside.kind === 'ready' && inside.entry.kind !== 'directory';
  return (
    <nav className="labcommons-Crumbs" aria-label={trans.__('Place in the snapshot')}>
      <button className="labcommons-Link" onClick={() => void versions.goTo('')}>
        {volume.title}
      </button>
      {segments.map((segment, at) => (
        <React.Fragment key={at}>
          <span aria-hidden="true">/</span>
          {isFile && at === segments.length - 1 ? (
            <strong>{segment}</strong>
          ) : (
            <button
              className="labcommons-Link"
              onClick={() => void versions.goTo(segments.slice(0, at + 1).join('/'))}
            >
              {segment}
            </button>
          )}
        </React.Fragment>
      ))}
    </nav>
  );
}

function Items(props: InsideProps & { items: readonly Entry[]; hasMore: boolean }): JSX.Element {
  const { versions, items, hasMore, trans } = props;
  const now = useNow(60_000);
  if (items.length === 0) {
    return <p className="labcommons-Versions-nothing">{trans.__('Nothing in here.')}</p>;
  }
  return (
    <>
      <ul className="labcommons-Versions-items" aria-label={trans.__('Files of the snapshot')}>
        {items.map(entry => {
          const path = [versions.place, entry.name].filter(Boolean).join('/');
          const isFolder = entry.kind === 'directory';
          const Icon = isFolder ? folderIcon : fileIcon;
          return (
            <li key={entry.name}>
              <Icon.react tag="span" className="labcommons-Versions-icon" />
              <span className="labcommons-Versions-name">
                {isFolder ? (
                  <button className="labcommons-Link" onClick={() => void versions.goTo(path)}>
                    <MiddleCut text={entry.name} title={entry.name} />
                  </button>
                ) : (
                  <MiddleCut text={entry.name} title={entry.name} />
                )}
                <small>
                  {entry.kind === 'file' && <>{formatBytes(entry.sizeBytes)} · </>}
                  {entry.kind === 'symlink' ? (
                    trans.__('symbolic link')
                  ) : (
                    <Moment at={entry.modifiedAt} now={now} trans={trans} />
                  )}
                </small>
              </span>
              <Buttons {...props} path={path} entry={entry} />
            </li>
          );
        })}
      </ul>
      {hasMore && (
        <p className="labcommons-Versions-nothing">
          {trans.__('This folder is long: only its first thousand entries are shown.')}
        </p>
      )}
    </>
  );
}

function Buttons(
  props: InsideProps & { path: string; entry: Entry; isWhole?: boolean }
): JSX.Element | null {
  const { actions, snapshot, path, entry, versions, againstRestore, trans, isWhole } = props;
  const { kind } = entry;
  if (kind !== 'file' && kind !== 'directory') return null;
  const name = nameOf(path, versions.volume.title);
  const where = nameOf(parentOf(path), versions.volume.title);
  return (
    <span className="labcommons-Versions-buttons">
      <button
        className={`jp-mod-styled ${isWhole ? 'jp-mod-accept' : ''}`}
        disabled={againstRestore !== null}
        title={againstRestore ?? trans.__('Put it back into “%1”', where)}
        aria-label={trans.__('Restore “%1”…', name)}
        onClick={() => void actions.restore(path)}
      >
        {trans.__('Restore…')}
      </button>
      <button
        className="jp-mod-styled"
        aria-label={trans.__('Copy “%1” to…', name)}
        onClick={() => void actions.copy(path)}
      >
        {trans.__('Copy to…')}
      </button>
      <button
        className="jp-mod-styled"
        aria-label={trans.__('Download “%1”', name)}
        onClick={() => void actions.download(snapshot, path)}
      >
        {trans.__('Download')}
      </button>
    </span>
  );
}
