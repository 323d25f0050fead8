import { MainAreaWidget } from '@jupyterlab/apputils';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { splitPlace } from '../../hub/contract/common.js';
import type { IServerModel, IVolumesModel } from '../tokens.js';
import { useSignal } from '../ui/use-signal.js';
import { UnseenNote } from './components/UnseenNote.js';
import { DRIVE } from './drive.js';

interface NoteOptions {
  readonly contents: Contents.IManager;
  readonly server: IServerModel;
  readonly volumes: IVolumesModel;
  readonly trans: TranslationBundle;
}

/** Puts a note over each notebook and text that is opened from a volume which this server has not mounted. */
export function addUnseenNotes(registry: DocumentRegistry, options: NoteOptions): void {
  for (const factory of ['Notebook', 'Editor']) {
    registry.addWidgetExtension(factory, {
      createNew: (widget: IDocumentWidget, context: DocumentRegistry.Context) => {
        const isOurs = options.contents.driveName(context.path) === DRIVE;
        if (!isOurs || !(widget instanceof MainAreaWidget)) return;
        const note = ReactWidget.create(<Note context={context} {...options} />);
        note.addClass('labcommons-DocumentNote');
        widget.contentHeader.insertWidget(0, note);
      }
    });
  }
}

function Note(props: NoteOptions & { context: DocumentRegistry.Context }): JSX.Element | null {
  const { context, contents, server, volumes, trans } = props;
  useSignal(server.changed);
  useSignal(volumes.changed);
  useSignal(context.pathChanged);
  const place = splitPlace(contents.localPath(context.path));
  if (!place || server.labPathOf(place) !== null) return null;
  return <UnseenNote volume={volumes.find(place.volume)} trans={trans} />;
}
