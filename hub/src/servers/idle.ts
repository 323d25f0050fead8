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
