import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a look at the world gives something.
 * @param look - answers undefined, null or false as long as it is not so yet
 * @throws Error naming `what` after the deadline
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = 30_000
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) {
      return seen as Exclude<T, undefined | null | false>;
    }
    if (Date.now() > end) {
      throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    }
    await pause(10);
  }
}
