import type { Server, ServerProgress } from '../../../contract/servers.js';
import type { User } from '../../accounts/types.js';
import type { NewServerWish, ServerEdit } from '../../servers/settings.js';

/** What this face needs of groups. */
export interface HubGroups {
  /** Names of those that have accepted a user. */
  namesOf(userId: string): readonly string[];
}

/** What this face needs of servers. Names as in our own API: `default` for the default server. */
export interface HubServers {
  listFor(owner: User): readonly Server[];
  readonly settings: {
    /** Makes a server without starting it. @throws AppError `already-exists`, `limit-reached` and others */
    create(owner: User, wish: NewServerWish): Server;
    /** @throws AppError `not-found`, `not-allowed`, `conflict` */
    edit(owner: User, name: string, edit: ServerEdit): Promise<Server>;
  };
  /** @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  start(owner: User, name: string): Promise<Server>;
  /** @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  stop(owner: User, name: string): Promise<Server>;
  /** Deletes an ended server. @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  remove(owner: User, name: string): Promise<void>;
  /** Resolves once nothing goes on with a server any more. */
  settled(serverId: string): Promise<void>;
  /** The steps of the present start, from the first one. */
  progress(owner: User, name: string): AsyncIterable<ServerProgress>;
  recordActivity(serverId: string, at: Date): void;
}
