import { inFairOrder, nextRound, type Waiting } from './start-queue-order.js';

/** Servers that come one after the other, such as `kim/1`. */
function arrive(waiting: readonly Waiting[], ...ids: string[]): Waiting[] {
  return ids.reduce<Waiting[]>(
    (before, id) => {
      const ownerId = id.split('/')[0] as string;
      const since = new Date(before.length * 1000).toISOString();
      return [...before, { id, ownerId, since, round: nextRound(before, ownerId) }];
    },
    [...waiting]
  );
}

function order(waiting: readonly Waiting[]): string {
  return inFairOrder(waiting)
    .map(({ id }) => id)
    .join(' ');
}

describe('who waits for room', () => {
  it('is served in the order of arrival', () => {
    expect(order(arrive([], 'kim/1', 'lee/1', 'mia/1'))).toBe('kim/1 lee/1 mia/1');
  });

  it('goes by name where two came at once', () => {
    const [a] = arrive([], 'kim/b');
    const both = [{ ...a, id: 'kim/b' } as Waiting, { ...a, id: 'lee/a' } as Waiting];
    expect(order(both)).toBe('kim/b lee/a');
  });

  it('lets the first servers of others go before his second one', () => {
    const all = arrive([], 'kim/1', 'kim/2', 'kim/3', 'lee/1', 'mia/1', 'lee/2');
    expect(order(all)).toBe('kim/1 lee/1 mia/1 kim/2 lee/2 kim/3');
  });

  it('keeps its order when the first ones are served', () => {
    const all = arrive([], 'kim/1', 'kim/2', 'lee/1');
    const rest = inFairOrder(all).slice(1);
    expect(order(rest)).toBe('lee/1 kim/2');
    expect(order(rest.slice(1))).toBe('kim/2');
  });

  it('is not overtaken by those who come when its round is served', () => {
    const rest = inFairOrder(arrive([], 'kim/1', 'kim/2')).slice(1);
    expect(order(arrive(rest, 'lee/1', 'kim/3'))).toBe('kim/2 lee/1 kim/3');
  });
});
