import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents, ContentsManager } from '@jupyterlab/services';
import { PathExt } from '@jupyterlab/coreutils';
import { z } from 'zod';

import type { IServerModel } from '../tokens.js';
import type { NotebookFacts } from './facts.js';
import type { Json } from './literals.js';
import { parametersCellOf, parametersOf } from './parameters.js';

/** A notebook as far as it is read here; what is not like this has no parameters to show, the hub judges the rest. */
const Notebook = z.object({
  cells: z.array(
    z.object({
      cell_type: z.string(),
      source: z.union([z.string(), z.array(z.string())]),
      metadata: z.object({ tags: z.unknown() }).partial().optional()
    })
  ),
  metadata: z
    .object({
      kernelspec: z.object({ language: z.string() }).partial(),
      language_info: z.object({ name: z.string() }).partial()
    })
    .partial()
    .optional()
});
type Notebook = z.infer<typeof Notebook>;

interface NotebookSources {
  readonly contents: Pick<ContentsManager, 'get'>;
  readonly tracker: INotebookTracker | null;
  readonly server: IServerModel;
}

/** The notebook at a path, as open in JupyterLab or else as on disk. */
export class NotebookToSubmit {
  private constructor(
    readonly facts: NotebookFacts,
    private readonly sources: NotebookSources
  ) {}

  static async at(labPath: string, sources: NotebookSources): Promise<NotebookToSubmit> {
    const panel = panelOf(labPath, sources.tracker);
    const [notebook] = await Promise.all([
      panel ? shownContent(panel) : savedContent(labPath, sources),
      sources.server.ready()
    ]);
    const parsed = Notebook.safeParse(notebook);
    const cell = parsed.success ? parametersCellOf(parsed.data) : null;
    return new NotebookToSubmit(
      {
        labPath,
        name: PathExt.basename(labPath),
        source: sources.server.volumeFileOf(labPath),
        isDirty: panel?.context.model.dirty ?? false,
        parameters:
          cell === null || !parsed.success ? [] : parametersOf(cell, languageOf(parsed.data)),
        hasParametersCell: cell !== null
      },
      sources
    );
  }

  /**
   * Saves unsaved changes. @returns the content as saved, or null where the hub reads it from the volume
   * @throws what saving throws
   */
  async save(): Promise<Json> {
    const panel = panelOf(this.facts.labPath, this.sources.tracker);
    if (panel?.context.model.dirty) {
      await panel.context.save();
      if (panel.context.model.dirty) throw new Error('The notebook is still unsaved.');
    }
    if (this.facts.source) return null;
    return panel ? shownContent(panel) : savedContent(this.facts.labPath, this.sources);
  }
}

function panelOf(labPath: string, tracker: INotebookTracker | null): NotebookPanel | null {
  return tracker?.find(panel => panel.context.path === labPath) ?? null;
}

function shownContent(panel: NotebookPanel): Json {
  return panel.context.model.toJSON() as Json;
}

async function savedContent(labPath: string, sources: NotebookSources): Promise<Json> {
  const model: Contents.IModel = await sources.contents.get(labPath, {
    type: 'notebook',
    content: true
  });
  return model.content as Json;
}

function languageOf({ metadata }: Notebook): string {
  return metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? 'python';
}
