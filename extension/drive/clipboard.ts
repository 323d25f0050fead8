import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { CommandRegistry } from '@lumino/commands';

/** What was cut or copied last in any file browser, so that it can be pasted into a volume. */
export class FileClipboard {
  constructor(commands: CommandRegistry, tracker: IFileBrowserFactory['tracker']) {
    commands.commandExecuted.connect((_commands, { id }) => {
      if (id !== 'filebrowser:copy' && id !== 'filebrowser:cut') return;
      const items = [...(tracker.currentWidget?.selectedItems() ?? [])];
      this.paths = items.map(({ path }) => path);
      this.isCut = id === 'filebrowser:cut';
    });
  }

  /** Whether something of a drive of another name than JupyterLab's own was cut or copied last. */
  holds(isMeant: (path: string) => boolean): boolean {
    return this.paths.some(isMeant);
  }

  /** Gives what there is; what was cut can be pasted once. */
  take(): { paths: readonly string[]; kind: 'copy' | 'move' } {
    const taken = { paths: this.paths, kind: this.isCut ? ('move' as const) : ('copy' as const) };
    if (this.isCut) this.paths = [];
    return taken;
  }

  private paths: readonly string[] = [];
  private isCut = false;
}
