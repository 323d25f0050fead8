import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { User } from '../../src/accounts/types.js';
import type { Mounting } from '../../src/mounts/compose.js';
import { connectMounts } from '../../src/mounts/connect.js';
import { until } from '../../src/testing/until.js';
import { mayMount } from '../files/may-mount.js';
import { JobsOnDocker } from './jobs-on-docker.js';
import { mayRunAnEngine, PrivateEngine } from './private-engine.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(300_000);

const AGREE_MS = 10_000;

(mayRunAnEngine ? describe : describe.skip)('when the engine is restarted', () => {
  let engine: PrivateEngine;

  beforeAll(async () => {
    engine = await PrivateEngine.open([TEST_IMAGE]);
  });
  afterAll(() => engine?.close());

  describe('servers', () => {
    let real: RealEngine;
    let world: ServersOnDocker;
    let kim: User;
    let mounting: Mounting = { table: null, possible: false };
    const isLive = mayMount();
    const own = 'Storage/kim/persistent';

    const connect = async (servers: string) => {
      const run = join(real.directory, 'run');
      mkdirSync(run);
      mounting = await connectMounts({
        servers,
        run,
        engine: real.engine,
        engineSocket: engine.socketPath,
        image: TEST_IMAGE,
        identity: real.identity,
        uid: process.getuid?.() ?? 0,
        bootId: 'this',
        log: { info: () => undefined, warn: () => undefined }
      });
      return mounting;
    };
    /** What the server that runs sees in its user's own volume, which was mounted while it ran. */
    const seesItsVolume = async (id: string) => {
      writeFileSync(join(world.config.paths.volumes, kim.id, 'x'), 'kept');
      expect(mounting.possible).toBe(isLive);
      expect(mounting.table?.list() ?? []).toHaveLength(isLive ? 1 : 0);
      expect(await world.inContainer(id, `cat /home/jovyan/workspace/${own}/x`)).toBe('kept');
    };

    beforeAll(async () => {
      real = await openRealEngine({ socketPath: engine.socketPath });
      world = await ServersOnDocker.open(real, { image: TEST_IMAGE, mounting: connect });
      world.services.watch();
      kim = await world.user('kim');
    });
    afterAll(async () => {
      await world?.close();
      for (const mounted of mounting.table?.list() ?? []) {
        await mounting.table?.unmount(mounted);
      }
      await mounting.table?.close();
      await real?.close();
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(real.directory);
    });

    it.each(['SIGTERM', 'SIGKILL'] as const)(
      'and their containers agree within ten seconds of its return from %s, with nothing left mounted',
      async signal => {
        const { id } = await world.run(kim);
        await seesItsVolume(id);
        await engine.kill(signal);
        await engine.start();
        // The engine ends what ran, before or after: how its container ended decides between stopped and failed.
        await until('the end', () => !world.services.isLive(id), AGREE_MS);
        expect(world.gateway.routes.size).toBe(0);
        const [container] = await real.engine.list();
        expect(container?.phase).toBe('exited');
        await until('nothing to be mounted', () => (mounting.table?.list() ?? []).length === 0);
        const kept = join(world.config.paths.volumes, kim.id, 'x');
        expect(readFileSync(kept, 'utf8')).toBe('kept');
      }
    );

    it('go on starting when it is back, with their volumes', async () => {
      await engine.kill('SIGTERM');
      const { id } = await world.services.start(kim, '');
      await engine.start();
      await world.services.settled(id);
      expect(world.services.get(kim, '').state).toBe('running');
      await seesItsVolume(id);
    });
  });

  describe('jobs', () => {
    let world: JobsOnDocker;

    beforeAll(async () => {
      const { socketPath } = engine;
      world = await JobsOnDocker.open(TEST_IMAGE, {}, { engine: { socket: socketPath } });
    });
    afterAll(() => world?.close());

    it.each(['SIGTERM', 'SIGKILL'] as const)(
      'that ran are lost within ten seconds of its return from %s, recorded once, with their files',
      async signal => {
        const { id } = await world.submitCells('long', [
          "print('begun')",
          'import time; time.sleep(600)'
        ]);
        await world.reaches(id, job => (job.progress?.cell ?? 0) >= 1);
        await engine.kill(signal);
        await engine.start();
        const job = await world.ended(id, AGREE_MS);
        expect(job.state).toBe('lost');
        // What cannot be taken away while the engine comes back is taken away a little later.
        const isGone = async () => (await world.engine.list()).length === 0;
        await until('its container to be gone', isGone, AGREE_MS);
        expect(readFileSync(world.pathOf(job, 'long.ipynb'), 'utf8')).toContain('begun');
        const ends = job.timeline.filter(({ to }) => to === 'lost');
        expect(ends).toHaveLength(1);
      }
    );

    it('that waited run when it is back', async () => {
      await engine.kill('SIGTERM');
      const { id } = await world.submitCells('short', ['print(1)']);
      await engine.start();
      expect((await world.ended(id)).state).toBe('succeeded');
    });
  });
});
