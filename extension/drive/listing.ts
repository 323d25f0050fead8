import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { DirListing } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Drag } from '@lumino/dragdrop';

import type { VolumeBrowserModel } from './browser-model.js';
import { filesOfDrop, type FilesToUpload } from './dropped-files.js';
import type { EntryOrder } from './folder-pages.js';
import { LongListing } from './long-listing.js';

const CONTENTS_MIME = 'application/x-jupyter-icontents';
const DROP_TARGET = '.jp-mod-dropTarget';

/** What the listing leaves to the hub. */
export interface VolumeListingActions {
  /** Copies or moves into a folder; paths are JupyterLab's, of any drive. */
  readonly transfer: (
    kind: 'copy' | 'move',
    paths: readonly string[],
    folderPath: string
  ) => Promise<void>;
  readonly upload: (what: FilesToUpload, folderPath: string) => Promise<void>;
  readonly download: (paths: readonly string[]) => Promise<void>;
  readonly paste: (folderPath: string) => Promise<void>;
  /** Says why nothing can be changed in a folder, where nothing can. @returns whether that is so */
  readonly refuses: (folderPath: string) => boolean;
}

/** JupyterLab's listing; deletes to the trash, and lets the hub sort, copy, move, send and fetch. */
export class VolumeListing extends LongListing {
  constructor(
    options: DirListing.IOptions,
    private readonly files: VolumeBrowserModel,
    private readonly actions: VolumeListingActions,
    private readonly words: TranslationBundle
  ) {
    super(options);
  }

  override sort(state: DirListing.ISortState): void {
    this.files.setOrder(orderOf(state));
    super.sort(state);
  }

  // JupyterLab's commands cannot be told that they are of no use here: it is said before anything is asked or sent.

  override async rename(): Promise<string> {
    return this.isRefused() ? '' : super.rename();
  }

  override async duplicate(): Promise<void> {
    if (!this.isRefused()) await super.duplicate();
  }

  override async delete(): Promise<void> {
    const items = [...this.selectedItems()];
    const [first] = items;
    if (!first || this.isRefused()) return;
    const trans = this.words;
    const answer = await showDialog({
      title:
        items.length === 1
          ? trans.__('Move “%1” to the trash?', first.name)
          : trans._n('Move %1 item to the trash?', 'Move %1 items to the trash?', items.length),
      body: trans.__('It can be restored from the trash of the volume for a while.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Move to trash') })
      ],
      defaultButton: 0
    });
    if (!answer.button.accept || this.isDisposed) return;
    const { contents } = this.model.manager.services;
    const results = await Promise.allSettled(items.map(({ path }) => contents.delete(path)));
    const failure = results.find(result => result.status === 'rejected');
    if (failure) {
      const reason: unknown = failure.reason;
      await showDialog({
        title: trans.__('Not everything could be moved to the trash'),
        body: reason instanceof Error ? reason.message : String(reason),
        buttons: [Dialog.okButton({ label: trans.__('Close') })]
      });
    }
  }

  override async paste(): Promise<void> {
    if (!this.isRefused()) await this.actions.paste(this.model.path);
  }

  override async download(): Promise<void> {
    await this.actions.download([...this.selectedItems()].map(({ path }) => path));
  }

  private isRefused(): boolean {
    return this.actions.refuses(this.model.path);
  }

  protected override get isOrdered(): boolean {
    return this.files.isLong;
  }

  protected override onNearEnd(): void {
    this.files.readMore();
  }

  protected override evtNativeDrop(event: DragEvent): void {
    event.preventDefault();
    if (!event.dataTransfer) return;
    const folder = this.model.path;
    void filesOfDrop(event.dataTransfer).then(what => this.actions.upload(what, folder));
  }

  /** Rows take what is dropped on them, and the empty room around them as well. */
  protected override evtDragOver(event: Drag.Event): void {
    if (this.modelForClick(event)) return super.evtDragOver(event);
    event.preventDefault();
    event.stopPropagation();
    event.dropAction = event.proposedAction;
    this.node.querySelector(DROP_TARGET)?.classList.remove(DROP_TARGET.slice(1));
  }

  protected override evtDragEnter(event: Drag.Event): void {
    if (!event.mimeData.hasData(CONTENTS_MIME)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected override evtDrop(event: Drag.Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.node.querySelector(DROP_TARGET)?.classList.remove(DROP_TARGET.slice(1));
    if (event.proposedAction === 'none' || !event.mimeData.hasData(CONTENTS_MIME)) {
      event.dropAction = 'none';
      return;
    }
    const over = this.modelForClick(event);
    const folder =
      over?.type === 'directory' ? PathExt.join(this.model.path, over.name) : this.model.path;
    event.dropAction = event.proposedAction;
    const paths = (event.mimeData.getData(CONTENTS_MIME) as string[]).filter(
      path => path !== folder && PathExt.dirname(path) !== folder
    );
    if (paths.length > 0) {
      void this.actions.transfer(event.ctrlKey ? 'copy' : 'move', paths, folder);
    }
  }
}

/** What JupyterLab's arrows mean: up for names from a, sizes from the smallest, times from the newest. */
function orderOf({ key, direction }: DirListing.ISortState): EntryOrder {
  const isDown = direction === 'descending';
  if (key === 'name') return { sort: 'name', descending: isDown };
  if (key === 'file_size') return { sort: 'sizeBytes', descending: isDown };
  return { sort: 'modifiedAt', descending: !isDown };
}
