import type { Contents } from '@jupyterlab/services';

/** Content of a notebook in which nothing is yet. */
export const EMPTY_NOTEBOOK = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };

/** Names for something new, as Jupyter Server gives them: `Untitled.ipynb`, `Untitled1.ipynb`, … */
export function* untitledNames(options: Contents.ICreateOptions): Generator<string> {
  const ext = 'ext' in options ? (options.ext ?? '') : '';
  const [stem, space, end] =
    options.type === 'directory'
      ? ['Untitled Folder', ' ', '']
      : options.type === 'notebook'
        ? ['Untitled', '', '.ipynb']
        : ['untitled', '', ext && !ext.startsWith('.') ? `.${ext}` : ext || '.txt'];
  yield stem + end;
  for (let number = 1; number < 1_000; number += 1) yield `${stem}${space}${number}${end}`;
}
