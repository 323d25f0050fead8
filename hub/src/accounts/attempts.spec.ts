import { Attempts } from './attempts.js';

async function triesUntilRefused(
  take: (n: number) => Promise<void>,
  most: number
): Promise<number> {
  for (let n = 0; n < most; n += 1) {
    try {
      await take(n);
    } catch (error) {
      expect(error).toMatchObject({ code: 'too-many-requests' });
      return n;
    }
  }
  return most;
}

describe('attempts', () => {
  it('are few for a name from an address', async () => {
    const attempts = new Attempts();
    expect(await triesUntilRefused(() => attempts.take('kim', '1.1.1.1'), 50)).toBe(10);
    await attempts.take('kim', '2.2.2.2');
    await attempts.take('ann', '1.1.1.1');
  });

  it('are limited for an address, whatever the names', async () => {
    const attempts = new Attempts();
    expect(await triesUntilRefused(n => attempts.take(`user${n}`, '1.1.1.1'), 200)).toBe(60);
  });

  it('are limited for a name, whatever the addresses', async () => {
    const attempts = new Attempts();
    expect(await triesUntilRefused(n => attempts.take('kim', `address ${n}`), 300)).toBe(100);
  });

  it('do not keep those out who know their password', async () => {
    const attempts = new Attempts();
    const tries = await triesUntilRefused(async () => {
      await attempts.take('kim', '1.1.1.1');
      await attempts.forgive('kim', '1.1.1.1');
    }, 300);
    expect(tries).toBe(300);
  });

  it('do not mix names and addresses up', async () => {
    const attempts = new Attempts();
    await triesUntilRefused(() => attempts.take('a', 'b c'), 20);
    await attempts.take('a b', 'c');
  });
});
