import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';

/**
 * Whether the Home tab may open by itself: nothing but launchers is open, and the address asks for nothing. A layout
 * that a user left is never covered.
 */
export function isFreeForHome(shell: JupyterFrontEnd.IShell): boolean {
  const isSimple = 'mode' in shell && shell.mode === 'single-document';
  if (isSimple || PageConfig.getOption('treePath') !== '') return false;
  return Array.from(shell.widgets('main')).every(
    widget => widget.node.querySelector('.jp-Launcher') !== null
  );
}
