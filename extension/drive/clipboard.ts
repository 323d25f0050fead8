import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { CommandRegistry } from '@lumino/commands';

import { VolumeBrowser } from './browser.js';

/** What was cut or copied last in any file browser, so that it can be pasted into a volume. */
export class FileClipboard {
  constructor(commands: CommandRegistry, tracker: IFileBrowserFactory['tracker']) {
    commands.commandExecuted.connect((_commands, { id }) => {
      if (id !== 'filebrowser:copy' && id !== 'filebrowser:cut') return;
      const browser = tracker.currentWidget;
      const items = [...(browser?.selectedItems() ?? [])];
      this._isFromVolume = browser instanceof VolumeBrowser;
      this.paths = items.map(({ path }) => path);
      this.isCut = id === 'filebrowser:cut';
    });
  }

  /** Whether it was cut or copied in a browser of volumes. */
  get isFromVolume(): boolean {
    return this._isFromVolume && this.paths.length > 0;
  }

  /** Gives what there is; what was cut can be pasted once. */
  take(): { paths: readonly string[]; kind: 'copy' | 'move' } {
    const taken = { paths: this.paths, kind: this.isCut ? ('move' as const) : ('copy' as const) };
    if (this.isCut) this.paths = [];
    return taken;
  }

  private paths: readonly string[] = [];
  private isCut = false;
  private _isFromVolume = false;
}
