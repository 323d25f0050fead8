import type { Contents } from '@jupyterlab/services';

import { splitPlace, type VolumeFile } from '../../hub/contract/common.js';
import type { IServerModel } from '../tokens.js';
import { DRIVE } from './drive.js';

/** A place in a volume as a path of JupyterLab on our drive. */
export function drivePathOf({ volume, path }: VolumeFile): string {
  return `${DRIVE}:${[volume, path].filter(Boolean).join('/')}`;
}

/** The place in a volume behind any path of JupyterLab; null when it is in none. */
export function placeOf(
  path: string,
  where: { contents: Contents.IManager; server: IServerModel }
): VolumeFile | null {
  return where.contents.driveName(path) === DRIVE
    ? splitPlace(where.contents.localPath(path))
    : where.server.volumeFileOf(path);
}

/** The path under which a file is open in JupyterLab: its own drive's where it is mounted, so that one file is one document. */
export function openPathOf(
  path: string,
  where: { contents: Contents.IManager; server: IServerModel }
): string {
  if (where.contents.driveName(path) !== DRIVE) return path;
  const place = splitPlace(where.contents.localPath(path));
  return (place && where.server.labPathOf(place)) ?? path;
}
