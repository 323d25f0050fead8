import type { Domain, Image } from '../../contract/compute.js';
import type { Server } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import type { ResolvedImage, ImageProgress } from '../compute/images.js';
import type { AppConfig, DomainConfig } from '../../contract/compute-config.js';
import { AppError } from '../errors.js';
import type { MountSetups } from '../mounts/setups.js';
import type { MountingServer } from '../mounts/types.js';
import type { MountPlan } from '../volumes/types.js';
import type { ServerRow } from './types.js';

/** What a server is told about itself, known only at the moment it is registered. */
export interface ServerCredentials {
  readonly token: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly accessScopes: readonly string[];
}

export interface ServerTokens {
  /** To be called inside the transaction that claims the container; voids what an earlier one was given. */
  registerServer(server: {
    serverId: string;
    owner: User;
    serverName: string;
    prefix: string;
  }): ServerCredentials;
  /** The container is gone: its token and client are void. */
  withdrawServer(serverId: string): Promise<void>;
  /** The server stopped: browser tokens issued to it are void. */
  endServerSessions(serverId: string): Promise<void>;
}

export interface ServerUsers {
  userById(id: string): User | null;
  findUser(name: string): User | null;
}

export interface ServerVolumes {
  /** Makes the user's default volumes where they are missing. */
  ensureDefaults(user: User): Promise<void>;
}

/** The volumes that are mounted in servers. */
export interface ServerMounts {
  /** Whether volumes are mounted from outside while containers run, rather than when they are made. */
  readonly possible: boolean;
  /** What servers are set to have. */
  readonly setups: Pick<MountSetups, 'resolve' | 'note' | 'of' | 'describe' | 'lost' | 'usable'>;
  /** What a server is to have at this moment. */
  plansFor(owner: User, serverId: string): MountPlan[];
  /** The container of a server is, or is going to be, one with these volumes. */
  noteContainer(serverId: string, plans: readonly MountPlan[]): void;
  /** Makes mount points in a workspace. @returns false where the hub cannot do it itself */
  prepare(workspace: string, paths: readonly string[]): Promise<boolean>;
  /** Before a container starts, and when it is set to have something else: that is there, or known not to be. */
  attach(serverId: string): Promise<void>;
  /** After a container has ended. @throws Error when something stays mounted */
  release(serverId: string): Promise<void>;
  shown(owner: User, server: MountingServer): Pick<Server, 'mounts' | 'liveMounts'>;
  /** At the start of the hub: makes what is mounted what it should be, whatever a former process left. */
  settle(): Promise<void>;
  /** Every now and then. */
  tidy(): Promise<void>;
}

export interface ServerImages {
  /** The program that servers run in an image; null for JupyterLab. */
  appOf(imageId: string): AppConfig | null;
  /** Null where there is no such image any more. */
  titleOf(imageId: string): string | null;
  resolve(imageId: string): ResolvedImage;
  ensure(imageId: string, onProgress: ImageProgress): Promise<ResolvedImage>;
}

/** What can be chosen for servers, as the API shows it. */
export interface ServerCatalogue {
  /** In which servers of the user can run, the default one first. */
  domains(user: User): Domain[];
  images(ids: readonly string[]): Image[];
}

/** The room that servers wait for and take up. */
export interface ServerRoom {
  /** Null for a server that does not wait. */
  placeOf(serverId: string): Server['queue'];
  /** What a container held of its own when it was measured last; null when not known. */
  layerBytes(serverId: string): number | null;
}

export interface ServerDomains {
  /** In order of the configuration; the first one is the default. Of a user: as far as he may use them. */
  forServers(user?: User): readonly DomainConfig[];
}

/** @throws TypeError when there is no such user: accounts are never deleted */
export function ownerOf(
  users: ServerUsers,
  { id, ownerId }: Pick<ServerRow, 'id' | 'ownerId'>
): User {
  const owner = users.userById(ownerId);
  if (!owner) {
    throw new TypeError(`Server ${id} has no owner`);
  }
  return owner;
}

/**
 * The domain of a server, or the default one where its own is no longer configured.
 * @param user - only what he may use
 * @throws AppError `not-found` when no servers run here at all
 */
export function domainFor(domains: ServerDomains, id: string | null, user?: User): DomainConfig {
  const all = domains.forServers(user);
  const domain = all.find(candidate => candidate.id === id) ?? all[0];
  if (!domain) {
    throw new AppError('not-found', 'There is no compute domain for servers');
  }
  return domain;
}
