import type { GatewayLink } from '../gateway/ports.js';
import type { ServerPlanner } from './planner.js';
import { ownerOf, type ServerUsers } from './ports.js';
import type { ServerAddress } from './readiness.js';
import type { ServerStore } from './store.js';
import type { ServerRow } from './types.js';

/** Where the gateway finds servers. */
export class ServerRouting {
  constructor(
    private readonly gateway: Pick<GatewayLink, 'addRoute' | 'closeRoute' | 'removeRoute'>,
    private readonly store: Pick<ServerStore, 'byId'>,
    private readonly users: ServerUsers,
    private readonly planner: Pick<ServerPlanner, 'prefix' | 'kindOf'>
  ) {}

  async add(row: ServerRow, address: ServerAddress): Promise<void> {
    const owner = ownerOf(this.users, row);
    // The row was read before its container was made.
    const { route } = this.planner.kindOf(this.store.byId(row.id) ?? row);
    await this.gateway.addRoute({
      prefix: this.planner.prefix(owner, row),
      ...address,
      serverId: row.id,
      owner: owner.name,
      app: route
    });
  }

  /** Tells the gateway what the row remembers, without asking the engine. */
  async restore(row: ServerRow): Promise<void> {
    if (row.state !== 'running') {
      await this.close(row);
      return;
    }
    const at = row.target?.lastIndexOf(':') ?? -1;
    if (row.target !== null && at > 0) {
      const address = { host: row.target.slice(0, at), port: Number(row.target.slice(at + 1)) };
      await this.add(row, address);
    }
  }

  /** The server does not run. */
  async close(row: ServerRow): Promise<void> {
    await this.gateway.closeRoute(this.planner.prefix(ownerOf(this.users, row), row));
  }

  /** The server is being deleted. */
  async remove(row: ServerRow): Promise<void> {
    await this.gateway.removeRoute(this.planner.prefix(ownerOf(this.users, row), row));
  }
}

/** An address as rows remember it. */
export function toTarget({ host, port }: ServerAddress): string {
  return `${host}:${port}`;
}
