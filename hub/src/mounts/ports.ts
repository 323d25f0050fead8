import type { Access } from '../../contract/common.js';

/** Volumes in running containers, for who decides that they have to leave, or may no longer be written to. */
export interface LiveMounts {
  /**
   * Whether the hub may mount and unmount while servers run. Where it may not, servers and jobs that have what they may
   * not have are stopped a minute later, with a notice to their owners.
   */
  readonly possible: boolean;
  /**
   * To be called after access to a volume was taken away or the volume was deleted: resolves once no running server has
   * it mounted whose owner may not; what cannot lose it is going to be stopped.
   * @param userIds - owners of the servers concerned; default: all
   */
  withdraw(volumeId: string, userIds?: readonly string[]): Promise<void>;
  /**
   * Limits what every running and future server may do with a volume, whatever its owner was granted: `read` mounts it
   * read-only everywhere, `write` ends that. Remembered until then. Asking for what is so already costs nothing.
   */
  setAccess(volumeId: string, access: Access): Promise<void>;
}

/** A place below the directory of all servers' files where a volume can be mounted. */
export interface MountPoint {
  /** Directory of one server below the directory of all: `<user id>/<server>/workspace`. */
  readonly workspace: string;
  /** Below the workspace: `Storage/kim/persistent` or `sdss`. */
  readonly path: string;
}

/** What the kernel says is mounted at a place. */
export interface Mounted extends MountPoint {
  readonly access: Access;
  /** Names the mounted directory, whatever path leads to it: see {@link MountTable.identify}. */
  readonly source: string;
}

/**
 * What is mounted below the directory of all servers' files, on the machine where the containers run. Users can write
 * to workspaces, so no place is reached by its name: each is walked to by directory handles, and mount points lie in
 * directories that only the hub can write.
 */
export interface MountTable {
  /** Of all servers, from the kernel's own table; deeper places and later mounts first. */
  list(): readonly Mounted[];
  /** What {@link Mounted.source} says of a directory where it is mounted. @throws Error when it is not there */
  identify(directory: string): string;
  /** Makes a workspace and the mount points in it; what users put in their place is kept under another name. */
  prepare(workspace: string, paths: readonly string[]): Promise<void>;
  /**
   * Mounts a directory at a prepared place, without devices and set-user-id programs.
   * @throws Error, and then nothing is mounted there
   */
  mount(point: MountPoint, directory: string, access: Access): Promise<void>;
  /** Takes away what is mounted at a place; what programs have open stays open to them. Nothing there is fine. */
  unmount(point: MountPoint): Promise<void>;
}
