import type { Mount, Server, ServerSetup } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import { idleStopAt, lifeEndAt } from './idle.js';
import { mountingServer } from './mounting-servers.js';
import { toPublicName } from './names.js';
import type { ServerPlanner } from './planner.js';
import { domainFor, type ServerDomains, type ServerMounts, type ServerRoom } from './ports.js';
import { type Choice, isOther } from './setup.js';
import { isLiveState, type ServerRow } from './types.js';

/** Servers as the API shows them. */
export class ServerView {
  private readonly memory = new Map<string, number>();

  constructor(
    private readonly domains: ServerDomains,
    private readonly mounts: Pick<ServerMounts, 'shown' | 'setups'>,
    private readonly room: ServerRoom,
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
    const { idleSeconds, lifeSeconds, memoryBytes, layerBytes } = domainFor(
      this.domains,
      row.domain
    );
    const shown = this.mounts.shown(owner, mountingServer(row));
    const volumes = this.mounts.setups.of(owner, row.id);
    return {
      id: row.id,
      name: toPublicName(row.name),
      displayName: row.displayName || toPublicName(row.name),
      kind: this.planner.kindOf(row).kind,
      state: row.state,
      reason: row.reason,
      logTail: row.logTail,
      ...(isLiveState(row.state) ? { domain: row.domain, image: row.image } : chosen(row)),
      volumes,
      pending: pendingOf(row, shown.mounts, volumes),
      queue: this.room.placeOf(row.id),
      url: row.state === 'running' ? this.planner.address(owner, row) : null,
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      lastActivityAt: row.lastActivityAt,
      idleStopAt: idleStopAt(row, idleSeconds)?.toISOString() ?? null,
      endsAt: lifeEndAt(row, lifeSeconds)?.toISOString() ?? null,
      memory: {
        usedBytes: row.state === 'running' ? (this.memory.get(row.id) ?? null) : null,
        limitBytes: memoryBytes
      },
      layer: {
        usedBytes: this.room.layerBytes(row.id),
        limitBytes: layerBytes
      },
      ...shown,
      version: row.version
    };
  }
}

/** What a server has been set to last. */
function chosen({ domain, image, pendingDomain, pendingImage }: ServerRow): Choice {
  return { domain: pendingDomain ?? domain, image: pendingImage ?? image };
}

/** What of a live server comes only with its next start. */
function pendingOf(
  row: ServerRow,
  mounts: readonly Mount[],
  volumes: ServerSetup['volumes']
): ServerSetup | null {
  const next = chosen(row);
  const isPending = isOther(next, row) || mounts.some(({ state }) => state === 'restartNeeded');
  return isLiveState(row.state) && isPending ? { ...next, volumes } : null;
}
