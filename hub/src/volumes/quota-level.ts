import type { Quota } from '../../contract/volumes.js';

/** How an owner stands with what he keeps in one root volume. */
export type QuotaLevel = 'near' | 'over' | 'readOnly';

export interface Standing {
  readonly level: QuotaLevel;
  /** RFC 3339, UTC. Beyond the limit: since when there is too much, whatever the level became since. */
  readonly since: string;
}

export type QuotaFigures = Pick<Quota, 'bytes' | 'bytesLimit' | 'files' | 'filesLimit'>;

/** From here on owners are warned. */
export const NEAR = 0.9;

const RANKS: Record<QuotaLevel | 'none', number> = { none: 0, near: 1, over: 2, readOnly: 3 };

export function rankOf(standing: Standing | null): number {
  return RANKS[standing?.level ?? 'none'];
}

/** How much of the nearer limit is used, 1 for all of it; 0 without a limit. */
export function shareOf({ bytes, bytesLimit, files, filesLimit }: QuotaFigures): number {
  return Math.max(share(bytes, bytesLimit), share(files, filesLimit));
}

/**
 * @param before - how he stood until now
 * @param graceMs - how long there may be too much before containers may no longer write
 */
export function standingOf(
  figures: QuotaFigures,
  before: Standing | null,
  now: Date,
  graceMs: number
): Standing | null {
  const used = shareOf(figures);
  const present = now.toISOString();
  if (used < NEAR) {
    return null;
  }
  if (used <= 1) {
    return before?.level === 'near' ? before : { level: 'near', since: present };
  }
  const since = before && before.level !== 'near' ? before.since : present;
  const isLate = Date.parse(since) + graceMs <= now.getTime();
  return { level: isLate || before?.level === 'readOnly' ? 'readOnly' : 'over', since };
}

function share(used: number, limit: number | null): number {
  return limit === null || used === 0 ? 0 : used / limit;
}
