import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { splitPlace } from '../../hub/contract/common.js';
import type { IServerModel } from '../tokens.js';
import { useSignal } from '../ui/use-signal.js';
import { MountedNote } from './components/MountedNote.js';
import { UnseenNote } from './components/UnseenNote.js';
import { DRIVE } from './drive.js';

interface NoteOptions {
  readonly contents: Contents.IManager;
  readonly manager: IDocumentManager;
  readonly server: IServerModel;
  readonly onMount: (volume: string) => void;
  readonly trans: TranslationBundle;
}

/** Puts a note over each notebook and text that is opened from a volume which this server has not mounted. */
export function addUnseenNotes(registry: DocumentRegistry, options: NoteOptions): void {
  const { contents } = options;
  for (const factory of ['Notebook', 'Editor']) {
    registry.addWidgetExtension(factory, {
      createNew: (widget: IDocumentWidget, context: DocumentRegistry.Context) => {
        const isOurs = contents.driveName(context.path) === DRIVE;
        if (!isOurs || !(widget instanceof MainAreaWidget)) return;
        const note = ReactWidget.create(
          <DocumentNote
            {...options}
            factory={factory}
            widget={widget as unknown as IDocumentWidget}
            context={context}
          />
        );
        note.addClass('labcommons-DocumentNote');
        widget.contentHeader.insertWidget(0, note);
      }
    });
  }
}

interface DocumentNoteProps extends NoteOptions {
  /** Name of what the document is shown by. */
  readonly factory: string;
  readonly widget: IDocumentWidget;
  readonly context: DocumentRegistry.Context;
}

function DocumentNote(props: DocumentNoteProps): JSX.Element | null {
  const { contents, server, context, onMount, trans } = props;
  useSignal(server.changed);
  useSignal(context.pathChanged);
  const place = splitPlace(contents.localPath(context.path));
  if (!place) return null;
  const labPath = server.labPathOf(place);
  if (labPath !== null) {
    const onReopen = () => void reopen(props, labPath);
    return <MountedNote labPath={labPath} onReopen={onReopen} trans={trans} />;
  }
  const mount = server.server?.mounts.find(({ volume }) => volume === place.volume) ?? null;
  return <UnseenNote mount={mount} onMount={() => onMount(place.volume)} trans={trans} />;
}

/**
 * Goes on with a document at the path where it is mounted, so that it is the one that JupyterLab's own file browser
 * opens. What was edited is saved first; a kernel goes on under the new path with all that it knows. When saving fails,
 * or is called off, everything stays.
 */
async function reopen(
  { manager, widget, context, factory }: DocumentNoteProps,
  labPath: string
): Promise<void> {
  if (context.model.dirty) await context.save();
  if (context.model.dirty) return;
  await context.sessionContext.session?.setPath(labPath);
  manager.openOrReveal(labPath, factory, undefined, { ref: widget.id, mode: 'tab-after' });
  widget.close();
}
