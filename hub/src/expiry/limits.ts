import { DAY_MS } from './date.js';

/** A file that was due for so long before any job that uses the volume was submitted goes in spite of the jobs. */
export const HELD_DAYS = 7;

/**
 * What was last changed before the returned time goes now. Where jobs wait or run with the volume, their files stay:
 * only what was due long before the first of them was submitted goes.
 * @param jobsSince - when the first of the jobs was submitted that use the volume; null when there is none
 */
export function sweepBefore(now: Date, days: number, jobsSince: string | null): Date {
  const at =
    jobsSince === null
      ? now.getTime()
      : Math.min(now.getTime(), Date.parse(jobsSince) - HELD_DAYS * DAY_MS);
  return new Date(at - days * DAY_MS);
}

/** Owners are told once a day at most, so they are told of a day more than has to be. */
export function warningReach(now: Date, warnDaysBefore: number): Date {
  return new Date(now.getTime() + (warnDaysBefore + 1) * DAY_MS);
}

/**
 * Whether an owner is to be told what goes soon.
 * @param lastGoesAt - when the last of it goes; null when nothing goes
 * @param warnedUntil - what goes until then he was told of already
 */
export function isWarningDue(
  now: Date,
  warnDaysBefore: number,
  lastGoesAt: string | null,
  warnedUntil: string | null
): boolean {
  if (warnDaysBefore === 0 || lastGoesAt === null) {
    return false;
  }
  const isNews = warnedUntil === null || lastGoesAt > warnedUntil;
  const pressing = new Date(now.getTime() + warnDaysBefore * DAY_MS).toISOString();
  return isNews && (warnedUntil === null || warnedUntil <= pressing);
}

/** How often a volume is looked through where nothing is due. */
const LOOK_AGAIN_MS = DAY_MS / 4;

/** Whether a volume is to be looked through now. */
export function isSweepDue(now: Date, sweptAt: string | null, nextAt: string | null): boolean {
  return (
    sweptAt === null ||
    Date.parse(sweptAt) + LOOK_AGAIN_MS <= now.getTime() ||
    (nextAt !== null && nextAt <= now.toISOString())
  );
}
