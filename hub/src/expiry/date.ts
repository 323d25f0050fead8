export const DAY_MS = 24 * 3600 * 1000;

/** When something is removed that was last changed at a time; both RFC 3339, UTC. */
export function removalDate(touchedAt: string, days: number): string {
  return new Date(Date.parse(touchedAt) + days * DAY_MS).toISOString();
}

/** The later of two times, RFC 3339 in UTC. */
export function later(a: string, b: string): string {
  return a > b ? a : b;
}
