import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon, notebookIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React, { useEffect, useState } from 'react';

import type { VolumeFile } from '../../../hub/contract/common.js';
import type { Job } from '../../../hub/contract/jobs.js';
import { CommandIDs } from '../../jobs/command-ids.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { Moment } from '../../ui/Moment.js';
import { formatBytes } from '../../ui/amounts.js';

/** Lists a folder of a volume; null when the volume is not mounted in this server. */
export type FolderReader = (folder: VolumeFile) => Promise<readonly Contents.IModel[] | null>;

type Listing =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'unmounted' }
  | { readonly kind: 'ready'; readonly items: readonly Contents.IModel[] };

/** The working folder: what the job has written, each file a click away. */
export function FilesTab(props: {
  job: Job;
  readFolder: FolderReader;
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { job, readFolder, commands, trans } = props;
  const folder = job.workingFolder;
  const [listing, setListing] = useState<Listing>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const volume = folder?.volume;
  const path = folder?.path;

  useEffect(() => {
    if (volume === undefined || path === undefined) return;
    let isCurrent = true;
    readFolder({ volume, path }).then(
      items => isCurrent && setListing(items ? { kind: 'ready', items } : { kind: 'unmounted' }),
      () => isCurrent && setListing({ kind: 'failed' })
    );
    return () => {
      isCurrent = false;
    };
    // With each cell and with its end a job may have written something.
  }, [volume, path, readFolder, job.state, job.progress?.cell, attempt]);

  if (!folder) {
    return (
      <div className="labcommons-Notice">
        <p>{trans.__('The job gets its folder when it starts.')}</p>
      </div>
    );
  }
  return (
    <div className="labcommons-Files">
      <p className="labcommons-Files-where">
        <MiddleCut text={`${volume}/${path}`} />
        <button
          className="labcommons-Link"
          disabled={listing.kind === 'unmounted'}
          onClick={() => void commands.execute(CommandIDs.openFolder, { id: job.id })}
        >
          {trans.__('Show in file browser')}
        </button>
      </p>
      {listing.kind === 'unmounted' && (
        <div className="labcommons-Notice" role="note">
          <p>
            {trans.__(
              'This volume is not mounted in this server, so its files cannot be opened here. They are safe on the volume.'
            )}
          </p>
        </div>
      )}
      {listing.kind === 'failed' && (
        <div className="labcommons-Notice" role="alert">
          <p>{trans.__('The folder could not be read. Perhaps it was deleted or moved.')}</p>
          <button className="jp-mod-styled" onClick={() => setAttempt(attempt + 1)}>
            {trans.__('Try again')}
          </button>
        </div>
      )}
      {listing.kind === 'ready' && (
        <table className="labcommons-Table">
          <tbody>
            {listing.items.map(item => (
              <FileRow key={item.path} item={item} commands={commands} trans={trans} />
            ))}
          </tbody>
        </table>
      )}
      {listing.kind === 'ready' && listing.items.length === 0 && (
        <p className="labcommons-Output-nothing">{trans.__('The folder is empty.')}</p>
      )}
    </div>
  );
}

function FileRow(props: {
  item: Contents.IModel;
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { item, commands, trans } = props;
  const Icon =
    item.type === 'directory' ? folderIcon : item.type === 'notebook' ? notebookIcon : fileIcon;
  const command = item.type === 'directory' ? 'filebrowser:go-to-path' : 'docmanager:open';
  return (
    <tr>
      <td>
        <button
          className="labcommons-Link labcommons-Files-name"
          onClick={() => void commands.execute(command, { path: item.path })}
        >
          <Icon.react tag="span" />
          {item.name}
        </button>
      </td>
      <td>
        {item.type !== 'directory' && typeof item.size === 'number' ? formatBytes(item.size) : ''}
      </td>
      <td>
        {item.last_modified && <Moment at={item.last_modified} now={new Date()} trans={trans} />}
      </td>
    </tr>
  );
}
