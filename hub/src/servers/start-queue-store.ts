import type { ServerState } from '../../contract/servers.js';
import type { Database } from '../sqlite/database.js';
import type { Waiting } from './start-queue-order.js';

interface Live {
  readonly id: string;
  readonly ownerId: string;
  readonly domain: string;
  readonly state: ServerState;
}

/** A server that has a place in its domain. */
export interface PlacedServer extends Live {
  readonly since: null;
  readonly round: null;
}

/** A server that waits for one; or one that did and stops, and takes up no room either. */
export interface WaitingServer extends Live, Waiting {}

export type LiveServer = PlacedServer | WaitingServer;

/** When a server came into the queue, and its round there. */
export type Wait = Pick<Waiting, 'since' | 'round'>;

/** The `server_waits` table, beside the servers that it is about. */
export class WaitStore {
  private readonly selectLive;
  private readonly selectWait;
  private readonly insertWait;
  private readonly deleteWait;

  constructor(database: Database) {
    this.selectLive = database.prepare<[], LiveServer>(
      `SELECT id, owner_id AS ownerId, domain, state, since, round
       FROM servers LEFT JOIN server_waits ON server_id = id
       WHERE state IN ('starting', 'running', 'stopping')`
    );
    this.selectWait = database.prepare<[string], Wait>(
      'SELECT since, round FROM server_waits WHERE server_id = ?'
    );
    this.insertWait = database.prepare<[string, string, number]>(
      'INSERT OR REPLACE INTO server_waits (server_id, since, round) VALUES (?, ?, ?)'
    );
    this.deleteWait = database.prepare<[string]>('DELETE FROM server_waits WHERE server_id = ?');
  }

  live(): LiveServer[] {
    return this.selectLive.all();
  }

  /** Null for a server that does not wait. */
  of(serverId: string): Wait | null {
    return this.selectWait.get(serverId) ?? null;
  }

  put(serverId: string, { since, round }: Wait): void {
    this.insertWait.run(serverId, since, round);
  }

  end(serverId: string): void {
    this.deleteWait.run(serverId);
  }
}
