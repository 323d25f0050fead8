import type { KernelSpec, Contents } from '@jupyterlab/services';
import { PathExt } from '@jupyterlab/coreutils';
import { UUID } from '@lumino/coreutils';

import { newNotebook, QUICK_FOLDER } from '../../hub/contract/quick-notebook.js';
import type { IServerModel } from '../tokens.js';

const PYTHON = { name: 'python3', displayName: 'Python 3', language: 'python' };

interface Where {
  readonly contents: Pick<Contents.IManager, 'get' | 'save' | 'newUntitled'>;
  readonly specs: KernelSpec.ISpecModels | null;
  readonly server: IServerModel | null;
  readonly user: string;
  /** Of the image, as people know it. */
  readonly image: string;
  readonly now: Date;
}

/**
 * Makes a notebook that runs in the image's first kernel: in the user's folder for such notebooks, or where JupyterLab
 * begins when his volume is not mounted here.
 * @returns its path
 */
export async function makeQuickNotebook(where: Where): Promise<string> {
  const { contents, server, user, image, now } = where;
  const volume = { volume: `Storage/${user}/persistent`, path: '' };
  const parent = server?.labPathOf(volume) ?? null;
  const folder = parent === null ? '' : PathExt.join(parent, QUICK_FOLDER);
  if (folder) await ensureFolder(contents, folder);
  const { path } = await contents.newUntitled({ type: 'notebook', path: folder });
  await contents.save(path, {
    type: 'notebook',
    format: 'json',
    content: newNotebook(firstKernel(where.specs), {
      notebookId: UUID.uuid4(),
      image,
      lastEdit: { user, time: now.toISOString() }
    })
  });
  return path;
}

async function ensureFolder(contents: Where['contents'], path: string): Promise<void> {
  try {
    await contents.get(path, { content: false });
  } catch {
    await contents.save(path, { type: 'directory' });
  }
}

function firstKernel(specs: KernelSpec.ISpecModels | null): typeof PYTHON {
  const spec = specs?.kernelspecs[specs.default];
  return spec
    ? { name: spec.name, displayName: spec.display_name, language: spec.language }
    : PYTHON;
}
