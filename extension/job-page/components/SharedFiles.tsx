import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import type { Entry } from '../../../hub/contract/files.js';
import type { Job } from '../../../hub/contract/jobs.js';
import { Failure } from '../../ui/Failure.js';
import { Moment } from '../../ui/Moment.js';
import { formatBytes } from '../../ui/amounts.js';
import type { JobFiles } from '../job-files.js';

type Listing =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly entries: readonly Entry[] };

interface SharedFilesProps {
  readonly job: Job;
  readonly files: JobFiles;
  readonly attempt: (act: () => Promise<void>) => void;
  readonly trans: TranslationBundle;
}

/** The working folder of a job of somebody else, folder by folder; files are downloaded. */
export function SharedFiles(props: SharedFilesProps): JSX.Element {
  const { job, files, attempt, trans } = props;
  const [path, setPath] = useState('');
  const [listing, setListing] = useState<Listing>({ kind: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    setListing({ kind: 'loading' });
    files.list(path).then(
      entries => isCurrent && setListing({ kind: 'ready', entries }),
      (error: unknown) => isCurrent && setListing({ kind: 'failed', error })
    );
    return () => {
      isCurrent = false;
    };
  }, [files, path, job.state, tries]);
  const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return (
    <div className="labcommons-Files">
      {path !== '' && (
        <p className="labcommons-Files-where">
          <span>{path}</span>
          <button className="labcommons-Link" onClick={() => setPath(above)}>
            {trans.__('One folder up')}
          </button>
        </p>
      )}
      {listing.kind === 'failed' && (
        <Failure
          title={trans.__('The folder could not be read')}
          error={listing.error}
          trans={trans}
          onRetry={() => setTries(tries + 1)}
        />
      )}
      {listing.kind === 'ready' && listing.entries.length === 0 && (
        <p className="labcommons-Output-nothing">{trans.__('The folder is empty.')}</p>
      )}
      {listing.kind === 'ready' && (
        <table className="labcommons-Table">
          <tbody>
            {listing.entries.map(entry => (
              <Row
                key={entry.name}
                entry={entry}
                onChoose={() => {
                  const chosen = path === '' ? entry.name : `${path}/${entry.name}`;
                  if (entry.kind === 'directory') setPath(chosen);
                  else attempt(() => files.save(chosen));
                }}
                trans={trans}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Row(props: { entry: Entry; onChoose: () => void; trans: TranslationBundle }): JSX.Element {
  const { entry, onChoose, trans } = props;
  const { name, kind, sizeBytes, modifiedAt } = entry;
  const isFolder = kind === 'directory';
  const Icon = isFolder ? folderIcon : fileIcon;
  return (
    <tr>
      <td>
        <button
          className="labcommons-Link labcommons-Files-name"
          disabled={!isFolder && kind !== 'file'}
          title={
            isFolder
              ? trans.__('Open %1', name)
              : kind === 'file'
                ? trans.__('Download %1', name)
                : trans.__('%1 is no regular file', name)
          }
          onClick={onChoose}
        >
          <Icon.react tag="span" />
          {name}
        </button>
      </td>
      <td>{kind === 'file' ? formatBytes(sizeBytes) : ''}</td>
      <td>
        <Moment at={modifiedAt} now={new Date()} trans={trans} />
      </td>
    </tr>
  );
}
