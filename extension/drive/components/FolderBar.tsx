import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { splitPlace } from '../../../hub/contract/common.js';
import type { IServerModel, IVolumesModel } from '../../tokens.js';
import { useSignal } from '../../ui/use-signal.js';
import type { VolumeBrowserModel } from '../browser-model.js';
import { UnseenNote } from './UnseenNote.js';

interface FolderBarProps {
  readonly browser: VolumeBrowserModel;
  readonly server: IServerModel;
  readonly volumes: IVolumesModel;
  readonly onMount: (volume: string) => void;
  readonly trans: TranslationBundle;
}

/** What is to be known of the folder that is shown: not mounted, read-only, longer than what is listed. */
export function FolderBar(props: FolderBarProps): JSX.Element {
  const { browser, server, volumes, onMount, trans } = props;
  useSignal(browser.refreshed);
  useSignal(browser.pathChanged);
  useSignal(server.changed);
  useSignal(volumes.changed);
  const { contents } = browser.manager.services;
  const place = splitPlace(contents.localPath(browser.path));
  const volume = place && volumes.find(place.volume);
  const isUnseen = place !== null && server.server !== null && server.labPathOf(place) === null;
  return (
    <div className="labcommons-FolderBar" role="status">
      {isUnseen && (
        <UnseenNote
          mount={server.server?.mounts.find(({ volume: at }) => at === place.volume) ?? null}
          onMount={() => onMount(place.volume)}
          trans={trans}
        />
      )}
      {volume && !volume.privileges.includes('write') && (
        <p>{trans.__('Read-only: copy what you need with “Copy to…”.')}</p>
      )}
      {browser.hasMore && (
        <p>{trans.__('This folder is long: more of it comes as you scroll or filter.')}</p>
      )}
    </div>
  );
}
