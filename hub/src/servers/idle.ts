import type { ServerRow } from './types.js';

/** When a running server is to stop if nothing happens in it; null for one that is not running. */
export function idleStopAt(
  row: Pick<ServerRow, 'state' | 'startedAt' | 'lastActivityAt' | 'keepUntil'>,
  idleSeconds: number
): Date | null {
  if (row.state !== 'running') {
    return null;
  }
  const moments = [row.startedAt, row.lastActivityAt].map(at => (at ? Date.parse(at) : 0));
  const byActivity = Math.max(...moments) + idleSeconds * 1000;
  return new Date(Math.max(byActivity, row.keepUntil ? Date.parse(row.keepUntil) : 0));
}

/** When a running server is to stop whatever happens in it; null for one that is not running, or may run on. */
export function lifeEndAt(
  row: Pick<ServerRow, 'state' | 'startedAt'>,
  lifeSeconds: number | null
): Date | null {
  return row.state !== 'running' || row.startedAt === null || lifeSeconds === null
    ? null
    : new Date(Date.parse(row.startedAt) + lifeSeconds * 1000);
}

const WARN_MS = 10 * 60_000;

/** When the owner is told that his server is to stop: ten minutes before, or after half of a shorter limit. */
export function warnAt(stopAt: Date, limitSeconds: number): Date {
  return new Date(stopAt.getTime() - Math.min(WARN_MS, limitSeconds * 500));
}
