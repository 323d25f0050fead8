import { StartQueue } from './start-queue.js';

describe('StartQueue', () => {
  it('lets so many in at once, the others in order, each with its position', async () => {
    const queue = new StartQueue(1);
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const enter = (name: string) =>
      queue.run(
        before => order.push(`${name} waits for ${before}`),
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
      () => Promise.reject(new Error('no'))
    );
    const next = queue.run(
      () => undefined,
      async () => 'yes'
    );
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
