import type { Access } from '../../contract/common.js';
import type { User } from '../accounts/types.js';
import type { Privilege, MountPlan, Volume } from '../volumes/types.js';
import type { Allowed, FixedMount, MountingServer } from './types.js';

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
   * read-only everywhere, `write` ends that. Remembered until then. Asking for what is so already costs nothing. Where
   * mounts cannot change while servers run, it holds from their next start.
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
  /** What {@link Mounted.source} says of a directory where it is mounted. @throws Error when it is not there, or hangs */
  identify(directory: string): Promise<string>;
  /** Makes a workspace and the mount points in it; what users put in their place is kept under another name. */
  prepare(workspace: string, paths: readonly string[]): Promise<void>;
  /**
   * Mounts a directory at a prepared place, without devices and set-user-id programs.
   * @throws Error, and then nothing is mounted there
   */
  mount(point: MountPoint, directory: string, access: Access): Promise<void>;
  /** Leaves the machine as it was before, unless something is mounted. Only when no container runs that follows. */
  close(): Promise<void>;
  /** Takes away what is mounted at a place; what programs have open stays open to them. Nothing there is fine. */
  unmount(point: MountPoint): Promise<void>;
}

export interface MountUsers {
  userById(id: string): User | null;
  /** Whether the account may not be used at present. */
  isDisabled(id: string): boolean;
}

export interface MountVolumes {
  /** By id or address, whoever may see it or not; null when there is none. */
  at(addressOrId: string): Volume | null;
  byId(id: string): Volume | null;
  /** @throws AppError `not-found` also when the user may not see it */
  find(user: User, addressOrId: string): Volume;
  privileges(user: User, volume: Volume): Privilege[];
  /** What every server of the user gets unless he chooses otherwise. */
  mountsFor(user: User): MountPlan[];
  /**
   * Everything that a user may use at this moment and that is in reach, with the most that he may do with it, in the order
   * of the addresses.
   * @param most - so many of what others share at most, the oldest
   */
  usableBy(user: User, most?: number): Allowed[];
  /** Gives volumes their places below the workspace. */
  place(volumes: readonly Allowed[]): MountPlan[];
  /** Whether a volume's files cannot be found at present. */
  isOutOfReach(volume: Volume): boolean;
}

/** Servers, as far as volumes are mounted in them. */
export interface MountServers {
  byId(id: string): MountingServer | null;
  /** @throws AppError `not-found` */
  ofUser(user: User, name: string): MountingServer;
  ofOwner(userId: string): readonly MountingServer[];
  all(): readonly MountingServer[];
  /** Tells the owner how a server is now. Called inside a transaction, or after what changed outside of one. */
  announce(id: string): void;
}

/** Something that runs with mounts that cannot change. */
export interface Unchangeable {
  readonly id: string;
  readonly ownerId: string;
  /** In a sentence: `the server “GPU experiments”`, `the job “Fit”`. */
  readonly title: string;
  readonly mounts: readonly Pick<FixedMount, 'volumeId' | 'address' | 'access'>[];
}

/** Where unchangeable things run, and how they are ended. */
export interface Stoppable {
  running(): readonly Unchangeable[];
  /** What does not run any more is fine. @param reason - in words for its owner */
  stop(id: string, reason: string): void;
}
