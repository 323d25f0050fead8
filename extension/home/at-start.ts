import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Contents } from '@jupyterlab/services';

/**
 * Whether the Home tab may open by itself: nothing but launchers is open. A layout that a user left is never covered,
 * nor the one document of JupyterLab's simple mode.
 */
export function isFreeForHome(shell: JupyterFrontEnd.IShell): boolean {
  const isSimple = 'mode' in shell && shell.mode === 'single-document';
  return (
    !isSimple &&
    Array.from(shell.widgets('main')).every(
      widget => widget.node.querySelector('.jp-Launcher') !== null
    )
  );
}

/**
 * Whether JupyterLab's address asks for a document, which is about to open. One of a folder only says what the file
 * browser shows.
 * @param path - as the address has it; empty for none
 */
export async function asksForDocument(
  path: string,
  contents: Pick<Contents.IManager, 'get'>
): Promise<boolean> {
  if (path === '') return false;
  try {
    return (await contents.get(path, { content: false })).type !== 'directory';
  } catch {
    return true;
  }
}
