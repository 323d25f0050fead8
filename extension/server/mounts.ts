import type { VolumeFile } from '../../hub/contract/common.js';
import type { Mount } from '../../hub/contract/servers.js';

/** Where a volume is, as far as paths depend on it. */
export type MountedVolume = Pick<Mount, 'volume' | 'path' | 'state'>;

/** Path of a file for JupyterLab; null when its volume is not mounted. */
export function labPathOf(file: VolumeFile, mounts: readonly MountedVolume[]): string | null {
  const mount = mounts.find(({ volume, state }) => volume === file.volume && state === 'attached');
  if (!mount) return null;
  return [mount.path, file.path].filter(part => part !== '').join('/');
}

/** The volume and path behind a path of JupyterLab; null when it is outside every mounted volume. */
export function volumeFileOf(labPath: string, mounts: readonly MountedVolume[]): VolumeFile | null {
  const inside = mounts
    .filter(({ state }) => state === 'attached')
    .filter(mount => labPath === mount.path || labPath.startsWith(`${mount.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inside
    ? { volume: inside.volume, path: labPath.slice(inside.path.length).replace(/^\//, '') }
    : null;
}
