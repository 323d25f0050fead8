import type { VolumeMount } from '../../contract/common.js';
import type { ServerOptions } from '../../contract/server-options.js';
import type { Server, ServerVolumes } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';

/** What links need of servers. */
export interface LinkServers {
  listFor(user: User): readonly Server[];
  /** @throws AppError `conflict` while it stops */
  start(user: User, name: string): Promise<unknown>;
  readonly settings: {
    options(user: User): ServerOptions;
    /** @throws AppError `already-exists`, `limit-reached`, `not-found`, `not-allowed` */
    create(
      user: User,
      wish: {
        readonly name: string;
        readonly displayName?: string;
        readonly domain?: string;
        readonly image?: string;
        readonly volumes?: ServerVolumes;
      }
    ): unknown;
  };
}

export interface LinkRoom {
  /** @throws AppError `disk-full`, `maintenance` while nothing new may start */
  mustBeOpen(): void;
}

export interface LinkMounts {
  /** @throws AppError `not-found`, `not-allowed`, `conflict` */
  mount(user: User, serverName: string, mount: VolumeMount): Promise<void>;
}

export interface LinkFiles {
  /** Whether there is a file or folder; false also for what the user may not see. @param place - address and path */
  isThere(user: User, place: string): Promise<boolean>;
  /** Writes a file into a volume of the user's, with the folders above it; replaces what is there. */
  write(user: User, place: string, bytes: Buffer): Promise<void>;
  /** The same under a name that is free: `Untitled.ipynb`, then `Untitled (2).ipynb`. @returns its place */
  writeNew(user: User, place: string, bytes: Buffer): Promise<string>;
}
