import type { Message } from '../notifications/ports.js';
import { Database } from '../sqlite/database.js';
import { LayerSizes } from './layer-sizes.js';
import { LayerWatch } from './layer-watch.js';
import type { RunningServer } from './ports.js';

const MINUTE_MS = 60_000;

/** One server with room for 100 bytes. */
function watched() {
  const server: RunningServer = {
    id: 's',
    ownerId: 'kim',
    name: 'default',
    container: 'c',
    layerBytes: 100
  };
  const world = {
    running: [server],
    bytes: 0 as number | null,
    nowMs: 0,
    tookMs: 0,
    measured: 0,
    told: [] as string[],
    ended: [] as string[],
    announced: 0
  };
  let monotonicMs = 0;
  const database = new Database(':memory:');
  const sizes = new LayerSizes();
  const watch = new LayerWatch({
    database,
    servers: {
      running: () => world.running,
      end: id => {
        world.ended.push(id);
        world.running = [];
      },
      announce: () => void world.announced++
    },
    engine: {
      layerBytes: async () => {
        world.measured++;
        monotonicMs += world.tookMs;
        return world.bytes;
      }
    },
    sizes,
    notifier: {
      notify: (_user: string, { kind }: Message) => void world.told.push(kind),
      withdraw: kind => void world.told.push(`no ${kind}`)
    },
    clock: () => new Date(world.nowMs),
    monotonic: () => monotonicMs,
    log: { warn: () => undefined }
  });
  const after = async (minutes: number, bytes: number | null) => {
    world.nowMs += minutes * MINUTE_MS;
    world.bytes = bytes;
    await watch.look();
  };
  return { world, sizes, after };
}

describe('the layer of a container', () => {
  it('is measured every five minutes, every minute when it is half full, seldom when that takes long', async () => {
    const { world, after } = watched();
    await after(0, 10);
    await after(4, 10);
    expect([world.measured, world.announced]).toEqual([1, 1]);
    await after(1, 60);
    await after(1, 60);
    expect(world.measured).toBe(3);
    world.tookMs = 3 * MINUTE_MS;
    await after(1, 60);
    await after(59, 60);
    expect(world.measured).toBe(4);
    await after(1, 60);
    expect(world.measured).toBe(5);
    // What is the same as before is no news.
    expect(world.announced).toBe(2);
  });

  it('is warned about once, until there is room again', async () => {
    const { world, sizes, after } = watched();
    await after(0, 80);
    await after(1, 90);
    expect(world.told).toEqual(['quota']);
    expect(sizes.of('s')).toBe(90);
    await after(1, 79);
    expect(world.told).toEqual(['quota', 'no quota']);
  });

  it('may be too large for a minute', async () => {
    const { world, sizes, after } = watched();
    await after(0, 101);
    expect(world.ended).toEqual([]);
    await after(1, 100);
    await after(1, 200);
    expect(world.ended).toEqual([]);
    await after(1, 200);
    expect(world.ended).toEqual(['s']);
    expect(world.told.at(-1)).toBe('serverStopped');
    expect(sizes.of('s')).toBeNull();
  });

  it('is forgotten with its server, and left alone where it has no limit or no size', async () => {
    const { world, sizes, after } = watched();
    world.running = [{ ...(world.running[0] as RunningServer), layerBytes: null }];
    await after(0, 1e12);
    expect(sizes.of('s')).toBe(1e12);
    await after(5, null);
    world.running = [];
    await after(5, 1);
    expect(sizes.of('s')).toBeNull();
    expect([world.told, world.ended]).toEqual([[], []]);
  });
});
