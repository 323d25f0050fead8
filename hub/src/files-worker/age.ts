import type { BigIntStats } from 'node:fs';

/**
 * When an entry was last changed, in ms since 1970: the later of its modification time and its change time, which
 * nobody can set. A modification time that lies in the future says nothing.
 */
export function touchedMs(stats: BigIntStats, nowMs: number): number {
  const [changed, modified] = [Number(stats.ctimeMs), Number(stats.mtimeMs)];
  return modified <= nowMs ? Math.max(changed, modified) : changed;
}
