import type { User } from '../accounts/types.js';
import type { ResolvedImage, ImageProgress } from '../compute/images.js';
import type { DomainConfig } from '../config.js';
import { AppError } from '../errors.js';
import type { MountPlan } from '../volumes/types.js';

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
  /** Everything that a new container of the user's gets. */
  mountsFor(user: User): MountPlan[];
}

export interface ServerImages {
  resolve(imageId: string): ResolvedImage;
  ensure(imageId: string, onProgress: ImageProgress): Promise<ResolvedImage>;
}

export interface ServerDomains {
  /** In order of the configuration; the first one is the default. Of a user: as far as he may use them. */
  forServers(user?: User): readonly DomainConfig[];
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
