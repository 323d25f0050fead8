import type { Server } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import { idleStopAt } from './idle.js';
import { mountingServer } from './mounting-servers.js';
import { toPublicName } from './names.js';
import type { ServerPlanner } from './planner.js';
import { domainFor, type ServerDomains, type ServerMounts } from './ports.js';
import type { ServerRow } from './types.js';

/** Servers as the API shows them. */
export class ServerView {
  private readonly memory = new Map<string, number>();

  constructor(
    private readonly domains: ServerDomains,
    private readonly mounts: Pick<ServerMounts, 'shown'>,
    private readonly planner: ServerPlanner
  ) {}

  /** Remembers what was measured last, for the next description; null forgets. */
  noteMemory(serverId: string, usedBytes: number | null): void {
    if (usedBytes === null) {
      this.memory.delete(serverId);
    } else {
      this.memory.set(serverId, usedBytes);
    }
  }

  toContract(row: ServerRow, owner: User): Server {
    const { idleSeconds, memoryBytes } = domainFor(this.domains, row.domain);
    return {
      id: row.id,
      name: toPublicName(row.name),
      kind: row.kind,
      state: row.state,
      reason: row.reason,
      logTail: row.logTail,
      domain: row.domain,
      image: row.image,
      url: row.state === 'running' ? this.planner.prefix(owner, row) : null,
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      lastActivityAt: row.lastActivityAt,
      idleStopAt: idleStopAt(row, idleSeconds)?.toISOString() ?? null,
      memory: {
        usedBytes: row.state === 'running' ? (this.memory.get(row.id) ?? null) : null,
        limitBytes: memoryBytes
      },
      ...this.mounts.shown(owner, mountingServer(row)),
      version: row.version
    };
  }
}
