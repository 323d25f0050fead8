import type { TreeSize, Watch } from '../files/ports.js';
import type { Volume } from './types.js';
import type { CountedUsage, Usage } from './usage-store.js';
import { UsageCounter } from './usage-counter.js';

const volume = (id: string, kind: 'user' | 'data' = 'user') =>
  ({ id, kind, directory: `/${id}`, address: id }) as Volume;

describe('UsageCounter', () => {
  let now: Date;
  let atOnce: number;
  let asked: string[];
  let counted: Map<string, CountedUsage>;
  let measure: (directory: string, watch: Watch) => Promise<TreeSize>;
  let counter: UsageCounter;
  const warnings: object[] = [];

  beforeEach(() => {
    now = new Date('2026-01-01T00:00:00Z');
    [atOnce, asked, counted] = [0, [], new Map()];
    warnings.length = 0;
    measure = async () => ({ bytes: 5, files: 1 });
    counter = new UsageCounter(
      {
        measure: async ({ directory }, watch) => {
          asked.push(directory);
          atOnce += 1;
          expect(atOnce).toBe(1);
          try {
            return await measure(directory, watch);
          } finally {
            atOnce -= 1;
          }
        }
      },
      {
        countedOf: ({ id }) => counted.get(id) ?? null,
        counted: ({ id }, usage: Usage, countedAt) => void counted.set(id, { ...usage, countedAt })
      },
      () => now,
      { warn: fields => void warnings.push(fields) }
    );
  });

  it('counts one volume after the other, each once, and no data volume', async () => {
    counter.countAll([volume('a'), volume('b'), volume('a'), volume('sdss', 'data')]);
    await counter.idle();
    expect(asked).toEqual(['/a', '/b']);
    expect(counted.get('b')).toEqual({ bytes: 5, files: 1, countedAt: now.toISOString() });
  });

  it('does not count again what was counted within a minute', async () => {
    counter.refresh([volume('a')]);
    await counter.idle();
    counter.refresh([volume('a')]);
    await counter.idle();
    expect(asked).toEqual(['/a']);
    now = new Date(now.getTime() + 60_001);
    counter.refresh([volume('a')]);
    await counter.idle();
    expect(asked).toEqual(['/a', '/a']);
  });

  it('keeps the last figures of what is out of reach, and goes on', async () => {
    measure = async directory => {
      if (directory === '/a') {
        throw new Error('gone');
      }
      return { bytes: 1, files: 1 };
    };
    counter.countAll([volume('a'), volume('b')]);
    await counter.idle();
    expect([...counted.keys()]).toEqual(['b']);
    expect(warnings).toHaveLength(1);
  });

  it('ends what is under way when it is closed', async () => {
    measure = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    counter.countAll([volume('a'), volume('b')]);
    await counter.close();
    expect([asked, counted.size, warnings]).toEqual([['/a'], 0, []]);
  });
});
