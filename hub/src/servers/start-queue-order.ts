/** A server that waits for room in its domain. */
export interface Waiting {
  readonly id: string;
  readonly ownerId: string;
  /** RFC 3339 */
  readonly since: string;
  /** In which round of the queue it is served; each user has one server in a round. */
  readonly round: number;
}

/** The round for one more server of a user: the one that is being served, or the one after his last. */
export function nextRound(waiting: readonly Waiting[], ownerId: string): number {
  const own = waiting.filter(each => each.ownerId === ownerId).map(({ round }) => round);
  const served = Math.min(...waiting.map(({ round }) => round));
  return own.length > 0 ? Math.max(...own) + 1 : Number.isFinite(served) ? served : 0;
}

/** Round by round, within one in the order of arrival: nobody's second server before the first of everybody else. */
export function inFairOrder<W extends Waiting>(waiting: readonly W[]): W[] {
  return [...waiting].sort(
    (a, b) => a.round - b.round || compare(a.since, b.since) || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
