import type { Server, ServerProgress } from '../../../contract/servers.js';
import type { User } from '../../accounts/types.js';

/** What this face needs of groups. */
export interface HubGroups {
  /** Names of those that have accepted a user. */
  namesOf(userId: string): readonly string[];
}

/** What this face needs of servers. Names as in our own API: `default` for the default server. */
export interface HubServers {
  listFor(owner: User): readonly Server[];
  /** @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  start(owner: User, name: string): Promise<Server>;
  /** @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  stop(owner: User, name: string): Promise<Server>;
  /** The steps of the present start, from the first one. */
  progress(owner: User, name: string): AsyncIterable<ServerProgress>;
  recordActivity(serverId: string, at: Date): void;
}
