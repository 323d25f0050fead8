import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';

/** An open document with changes that are not in its file. */
export type Unsaved = Pick<DocumentRegistry.Context, 'path' | 'model' | 'save'>;

/** Every unsaved document once, in how many tabs it may be open. */
export function unsavedDocuments(
  shell: Pick<JupyterFrontEnd.IShell, 'widgets'>,
  manager: Pick<IDocumentManager, 'contextForWidget'>
): Unsaved[] {
  const found = new Set<Unsaved>();
  for (const widget of shell.widgets('main')) {
    const context = manager.contextForWidget(widget);
    if (context?.model.dirty) found.add(context);
  }
  return [...found];
}

/** Saves them one after the other. @returns those that are still unsaved, for each of which JupyterLab has said why */
export async function saveAll(documents: readonly Unsaved[]): Promise<Unsaved[]> {
  const left: Unsaved[] = [];
  for (const document of documents) {
    try {
      await document.save();
    } catch {
      left.push(document);
      continue;
    }
    if (document.model.dirty) left.push(document);
  }
  return left;
}
