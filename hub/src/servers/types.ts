import type { ServerState } from '../../contract/servers.js';

/** A server as the database knows it. */
export interface ServerRow {
  readonly id: string;
  readonly ownerId: string;
  /** Empty for the default server. */
  readonly name: string;
  /** What people see; empty: the name. */
  readonly displayName: string;
  /** What its container runs; means nothing as long as it has none. */
  readonly kind: 'lab' | 'app';
  readonly state: ServerState;
  readonly reason: string | null;
  readonly logTail: string | null;
  readonly domain: string;
  readonly image: string;
  /** Chosen while it was live, in force from the next start; null: as now. */
  readonly pendingDomain: string | null;
  readonly pendingImage: string | null;
  /** 1: it stops in order to start again. */
  readonly restarting: 0 | 1;
  /** `<digest of the plan>.<claim>` of the container that belongs to the row: it carries the same as a label. */
  readonly specDigest: string | null;
  /** The engine's id. */
  readonly container: string | null;
  /** `host:port` where the gateway reaches it. */
  readonly target: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly lastActivityAt: string | null;
  readonly keepUntil: string | null;
  /** Raised by every change of state: who wants the next one names the version he saw. */
  readonly version: number;
}

const LIVE: readonly ServerState[] = ['starting', 'running', 'stopping'];

/** Whether the credentials of a server are in force. */
export function isLiveState(state: ServerState): boolean {
  return LIVE.includes(state);
}
