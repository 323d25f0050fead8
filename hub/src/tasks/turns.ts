export interface Turns {
  /** In the order of their submission. */
  readonly waiting: readonly { readonly id: string; readonly ownerId: string }[];
  readonly running: readonly { readonly ownerId: string }[];
  readonly atOnce: number;
  readonly atOncePerUser: number;
}

/**
 * Which tasks begin now: those of the users who have the fewest running, among them in the order of submission. Who
 * submits a thousand delays nobody but himself.
 */
export function nextTurns({ waiting, running, atOnce, atOncePerUser }: Turns): string[] {
  const busy = new Map<string, number>();
  const runningOf = (user: string) => busy.get(user) ?? 0;
  const begin = (user: string) => busy.set(user, runningOf(user) + 1);
  running.forEach(({ ownerId }) => begin(ownerId));
  const left = [...waiting];
  const next: string[] = [];
  while (running.length + next.length < atOnce) {
    const candidates = left.filter(({ ownerId }) => runningOf(ownerId) < atOncePerUser);
    const fewest = Math.min(...candidates.map(({ ownerId }) => runningOf(ownerId)));
    const first = candidates.find(({ ownerId }) => runningOf(ownerId) === fewest);
    if (!first) {
      break;
    }
    left.splice(left.indexOf(first), 1);
    begin(first.ownerId);
    next.push(first.id);
  }
  return next;
}
