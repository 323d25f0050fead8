import type { SnapshotSchedule } from '../../contract/snapshots.js';
import type { RootConfig } from '../settings-file.js';

/** What is promised of `Storage` when the settings say nothing. */
const USUAL: SnapshotSchedule = { everyHours: 24, keepLast: 3, keepDays: 14, keepWeeks: 8 };

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first day of 1970 was a Thursday; weeks begin on Monday. */
const THURSDAY_MS = 3 * DAY_MS;

/** When snapshots are made in a root volume by themselves; null: never. */
export function scheduleOf(
  root: Pick<RootConfig, 'name' | 'snapshots'> | undefined
): SnapshotSchedule | null {
  if (root?.snapshots !== undefined) {
    return root.snapshots;
  }
  return root?.name === 'Storage' ? USUAL : null;
}

/** @param lookedAt - when a volume was last looked at; null when it never was */
export function isDue(schedule: SnapshotSchedule, lookedAt: string | null, now: Date): boolean {
  return lookedAt === null || Date.parse(lookedAt) + schedule.everyHours * HOUR_MS <= now.getTime();
}

/**
 * Which scheduled snapshots of one volume have had their time: all but the newest, and the last one of each of so many
 * days and weeks that have any. Days and weeks are those of UTC.
 * @param taken - newest first
 */
export function surplusOf<T extends { readonly takenAt: string }>(
  schedule: SnapshotSchedule,
  taken: readonly T[]
): T[] {
  const kept = new Set<T>(taken.slice(0, schedule.keepLast));
  const keepLastOf = (periods: number, periodMs: number, offsetMs: number) => {
    const seen = new Set<number>();
    for (const one of taken) {
      const period = Math.floor((Date.parse(one.takenAt) + offsetMs) / periodMs);
      if (!seen.has(period) && seen.size < periods) {
        seen.add(period);
        kept.add(one);
      }
    }
  };
  keepLastOf(schedule.keepDays, DAY_MS, 0);
  keepLastOf(schedule.keepWeeks, 7 * DAY_MS, THURSDAY_MS);
  return taken.filter(one => !kept.has(one));
}
