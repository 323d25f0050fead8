const DIGEST_HOUR_UTC = 6;
const DAY_MS = 24 * 3600 * 1000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3600_000;
/** As long as mail servers try. */
const GIVE_UP_MS = 5 * DAY_MS;

/** When the digest goes out that something told now belongs to. */
export function nextDigest(now: Date): Date {
  const today = new Date(now);
  today.setUTCHours(DIGEST_HOUR_UTC, 0, 0, 0);
  return today > now ? today : new Date(today.getTime() + DAY_MS);
}

/**
 * When what could not be sent is tried again; null when it is let go.
 * @param attempts - how many have failed, this one among them
 */
export function nextAttempt(now: Date, createdAt: Date, attempts: number): Date | null {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
  return now.getTime() - createdAt.getTime() > GIVE_UP_MS ? null : new Date(now.getTime() + pause);
}
