import type { DataSet, DataSetResource } from '../../hub/contract/datasets.js';

/** What can be done with a data set from its page. */
export interface CatalogueActions {
  openFolder(dataSet: DataSet): void;
  /** Null where this server cannot be given volumes. */
  readonly mount: ((dataSet: DataSet) => void) | null;
  /** Whether the server has its volume mounted. */
  isMounted(dataSet: DataSet): boolean;
  /** Opens a file of the volume, or shows a folder of it. */
  open(dataSet: DataSet, path: string): void;
  copy(dataSet: DataSet, path: string): void;
  imageAt(dataSet: DataSet, path: string): Promise<Blob | null>;
}

/** Where a resource leads: elsewhere on the web, or to a path in the volume. */
export function targetOf({
  link
}: DataSetResource): { kind: 'web'; url: string } | { kind: 'path'; path: string } | null {
  if (link === null || link === '') return null;
  if (/^https?:\/\//i.test(link)) return { kind: 'web', url: link };
  const segments = link.split('/').filter(segment => segment !== '' && segment !== '.');
  return segments.length === 0 || segments.includes('..')
    ? null
    : { kind: 'path', path: segments.join('/') };
}
