import { StartQueue } from './start-queue.js';

const never = new AbortController().signal;

describe('StartQueue', () => {
  it('lets so many in at once, the others in order, each with its position', async () => {
    const queue = new StartQueue(1);
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const enter = (name: string) =>
      queue.run(
        before => order.push(`${name} waits for ${before}`),
        never,
        () => {
          order.push(`${name} runs`);
          return new Promise<void>(resolve => ends.push(resolve));
        }
      );
    const all = [enter('a'), enter('b'), enter('c')];
    for (const name of ['a', 'b', 'c']) {
      while (!order.includes(`${name} runs`)) {
        await Promise.resolve();
      }
      ends.shift()?.();
    }
    await Promise.all(all);
    expect(order).toEqual([
      'a runs',
      'b waits for 1',
      'c waits for 2',
      'c waits for 1',
      'b runs',
      'c runs'
    ]);
  });

  it('goes on after a failure', async () => {
    const queue = new StartQueue(1);
    const failed = queue.run(
      () => undefined,
      never,
      () => Promise.reject(new Error('no'))
    );
    const next = queue.run(
      () => undefined,
      never,
      async () => 'yes'
    );
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('lets go who does not want to wait any longer, and moves up the others', async () => {
    const queue = new StartQueue(1);
    let end = () => undefined as void;
    const first = queue.run(
      () => undefined,
      never,
      () => new Promise<void>(resolve => (end = resolve))
    );
    const stop = new AbortController();
    const positions: number[] = [];
    const impatient = queue.run(
      () => undefined,
      stop.signal,
      async () => 'entered'
    );
    const patient = queue.run(
      before => positions.push(before),
      never,
      async () => 'entered'
    );
    stop.abort();
    await expect(impatient).rejects.toThrow();
    expect(positions).toEqual([2, 1]);
    end();
    await first;
    expect(await patient).toBe('entered');
  });
});
