import { MainAreaWidget } from '@jupyterlab/apputils';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { splitPlace } from '../../hub/contract/common.js';
import type { IServerModel, IVolumesModel } from '../tokens.js';
import { UnseenNote } from './components/UnseenNote.js';
import { DRIVE } from './drive.js';

interface NoteOptions {
  readonly contents: Contents.IManager;
  readonly server: IServerModel;
  readonly volumes: IVolumesModel;
  readonly trans: TranslationBundle;
}

/** Puts a note over each notebook and text that is opened from a volume, as long as this server has not mounted it. */
export function addUnseenNotes(registry: DocumentRegistry, options: NoteOptions): void {
  const { contents, server, volumes, trans } = options;
  for (const factory of ['Notebook', 'Editor']) {
    registry.addWidgetExtension(factory, {
      createNew: (widget: IDocumentWidget, context: DocumentRegistry.Context) => {
        const isOurs = contents.driveName(context.path) === DRIVE;
        if (!isOurs || !(widget instanceof MainAreaWidget)) return;
        const placeNow = () => splitPlace(contents.localPath(context.path));
        const volume = volumes.find(placeNow()?.volume ?? '');
        const note = ReactWidget.create(<UnseenNote volume={volume} trans={trans} />);
        note.addClass('labcommons-DocumentNote');
        const look = () => {
          const place = placeNow();
          note.setHidden(place !== null && server.labPathOf(place) !== null);
        };
        look();
        server.changed.connect(look);
        widget.disposed.connect(() => server.changed.disconnect(look));
        widget.contentHeader.insertWidget(0, note);
      }
    });
  }
}
