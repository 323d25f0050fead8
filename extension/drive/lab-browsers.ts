import { PathExt } from '@jupyterlab/coreutils';
import type { FileBrowser, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { Drag } from '@lumino/dragdrop';

import type { VolumeFile } from '../../hub/contract/common.js';
import { VolumeBrowser } from './browser.js';
import type { FileClipboard } from './clipboard.js';
import type { VolumeListingActions } from './listing.js';

const CONTENTS_MIME = 'application/x-jupyter-icontents';

interface LabBrowsersOptions {
  readonly tracker: IFileBrowserFactory['tracker'];
  readonly clipboard: FileClipboard;
  readonly actions: Pick<VolumeListingActions, 'transfer' | 'paste'>;
  /** Whether a path is one of our drive. */
  readonly isOurs: (path: string) => boolean;
  readonly placeOf: (path: string) => VolumeFile | null;
}

/**
 * Lets JupyterLab's own file browsers take what is dragged or copied from a volume: they know of one drive each, so the
 * hub does it where the folder is a mounted one, or it is said why it cannot.
 */
export class LabBrowsers {
  constructor(private readonly options: LabBrowsersOptions) {
    options.tracker.forEach(browser => this.adopt(browser));
    options.tracker.widgetAdded.connect((_tracker, browser) => this.adopt(browser));
  }

  /** Something came to a place, or went: browsers that show its folder look again. */
  tellChanged({ volume, path }: VolumeFile): void {
    this.options.tracker.forEach(browser => {
      if (browser instanceof VolumeBrowser) return;
      const shown = this.options.placeOf(browser.model.path);
      if (shown?.volume === volume && shown.path === PathExt.dirname(path)) {
        void browser.model.refresh();
      }
    });
  }

  private adopt(browser: FileBrowser): void {
    if (browser instanceof VolumeBrowser) return;
    const { clipboard, actions } = this.options;
    // Each listing pastes from a clipboard of its own, and there is no other way to be asked.
    const paste = browser.paste.bind(browser);
    browser.paste = () => (clipboard.isFromVolume ? actions.paste(browser.model.path) : paste());
    for (const type of ['lm-dragenter', 'lm-dragover', 'lm-drop']) {
      browser.node.addEventListener(
        type,
        event => this.onDrag(browser, event as unknown as Drag.Event),
        true
      );
    }
  }

  private onDrag(browser: FileBrowser, event: Drag.Event): void {
    const isOnFiles = (event.target as Element).closest('.jp-DirListing-content') !== null;
    if (!isOnFiles || !event.mimeData.hasData(CONTENTS_MIME)) return;
    const paths = event.mimeData.getData(CONTENTS_MIME) as string[];
    if (!paths.some(this.options.isOurs)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'lm-dragenter') return;
    event.dropAction = event.proposedAction;
    if (event.type !== 'lm-drop') return;
    const over = browser.modelForClick(event);
    const folder = over?.type === 'directory' ? over.path : browser.model.path;
    void this.options.actions.transfer(event.ctrlKey ? 'copy' : 'move', paths, folder);
  }
}
