import type { RecentDocument } from '@jupyterlab/docmanager';
import { PathExt } from '@jupyterlab/coreutils';

import type { VolumeFile } from '../../hub/contract/common.js';

const MOST = 8;

/** A notebook that was opened lately. */
export interface RecentNotebook {
  /** As JupyterLab opens it. */
  readonly path: string;
  readonly name: string;
  /** Where it lies, for people: in a volume its address first. */
  readonly folder: string;
}

/**
 * The notebooks among the documents that JupyterLab remembers, the latest first.
 * @param placeOf - the place in a volume behind a path; null when it is in none
 */
export function recentNotebooks(
  documents: readonly Pick<RecentDocument, 'path' | 'contentType'>[],
  placeOf: (path: string) => VolumeFile | null
): RecentNotebook[] {
  const paths = documents
    .filter(({ path, contentType }) => contentType === 'notebook' || path.endsWith('.ipynb'))
    .map(({ path }) => path);
  return [...new Set(paths)].slice(0, MOST).map(path => {
    const place = placeOf(path);
    const whole = place ? `${place.volume}/${place.path}` : path;
    return { path, name: PathExt.basename(whole), folder: PathExt.dirname(whole) };
  });
}
