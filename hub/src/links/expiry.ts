import { AppError } from '../errors.js';
import type { LinkTimes } from './types.js';

const DAY_MS = 24 * 3600 * 1000;
/** Clocks of browsers differ a little from ours: who asks for the longest time shall get it. */
const SLACK_MS = 5 * 60_000;

/**
 * When a link expires.
 * @param wish - RFC 3339; left out for the default
 * @throws AppError `invalid-request` for a moment that is past or too far away
 */
export function expiryOf(wish: string | undefined, times: LinkTimes, now: Date): string {
  const latest = now.getTime() + times.longestDays * DAY_MS;
  if (wish === undefined) {
    return new Date(now.getTime() + times.defaultDays * DAY_MS).toISOString();
  }
  const at = Date.parse(wish);
  if (at <= now.getTime()) {
    throw refused('must be in the future');
  }
  if (at > latest + SLACK_MS) {
    throw refused(`must be within ${times.longestDays} days`);
  }
  return new Date(at).toISOString();
}

function refused(detail: string): AppError {
  return new AppError('invalid-request', `/expiresAt ${detail}`, {
    fields: [{ pointer: '/expiresAt', detail }]
  });
}
