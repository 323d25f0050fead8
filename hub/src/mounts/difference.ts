import type { Access } from '../../contract/common.js';
import type { Mounted, MountPoint } from './ports.js';

/** A mount that there should be. */
export interface WantedMount extends MountPoint {
  readonly volumeId: string;
  /** Absolute path of the volume's files. */
  readonly directory: string;
  readonly access: Access;
  /** Name of the directory as the kernel has it. */
  readonly source: string;
}

/** What has to be taken away, in this order, and then be mounted. */
export interface Difference {
  readonly unmount: readonly Mounted[];
  readonly mount: readonly WantedMount[];
}

/**
 * Compares what is mounted in one workspace with what should be. Access is never changed in place: such a change would
 * not reach the container.
 * @param mounted - later mounts first; of several at one place only the last is seen, and none of them stays
 */
export function difference(
  mounted: readonly Mounted[],
  wanted: readonly WantedMount[]
): Difference {
  const isRight = (mount: Mounted) =>
    mounted.filter(({ path }) => path === mount.path).length === 1 &&
    wanted.some(
      ({ path, source, access }) =>
        path === mount.path && source === mount.source && access === mount.access
    );
  const staying = new Set(mounted.filter(isRight).map(({ path }) => path));
  return {
    unmount: mounted.filter(({ path }) => !staying.has(path)),
    mount: wanted.filter(({ path }) => !staying.has(path))
  };
}
