/** A process that ended by itself sooner than this after its start has died at once. */
export const AT_ONCE_MS = 3000;

const FIRST_MS = 50;
const LONGEST_MS = 30_000;

/** How a process ended: by itself with an exit code, or by a signal. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly livedMs: number;
}

/** True for an end that will likely repeat itself. Who is killed from outside is not to blame. */
export function diedAtOnce({ signal, livedMs }: End): boolean {
  return livedMs < AT_ONCE_MS && signal !== 'SIGKILL' && signal !== 'SIGTERM';
}

/**
 * How long to wait before starting a process again.
 * @param deaths - how often in a row it has died at once, this time included; 0 when it has not
 */
export function restartDelayMs(deaths: number): number {
  return deaths < 4 ? FIRST_MS * 2 ** deaths : Math.min(FIRST_MS * 4 ** (deaths - 1), LONGEST_MS);
}
