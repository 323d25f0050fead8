import type { User } from '../../src/accounts/types.js';
import { until } from '../../src/testing/until.js';
import { mayRunAnEngine, PrivateEngine } from './private-engine.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(300_000);

const AGREE_MS = 10_000;

(mayRunAnEngine ? describe : describe.skip)('when the engine is restarted', () => {
  let engine: PrivateEngine;
  let real: RealEngine;
  let world: ServersOnDocker;
  let kim: User;

  beforeAll(async () => {
    engine = await PrivateEngine.open([TEST_IMAGE]);
    real = await openRealEngine({ socketPath: engine.socketPath });
    world = await ServersOnDocker.open(real, { image: TEST_IMAGE });
    world.services.watch();
    kim = await world.user('kim');
  });

  afterAll(async () => {
    await world?.close();
    await real?.close();
    await engine?.close();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s, rows and containers agree within ten seconds of its return',
    async signal => {
      const { id } = await world.run(kim);
      await engine.kill(signal);
      await engine.start();
      // The engine ends what ran, before or after: how its container ended decides between stopped and failed.
      await until('the end', () => !world.services.isLive(id), AGREE_MS);
      expect(world.gateway.routes.size).toBe(0);
      const [container] = await real.engine.list();
      expect(container?.phase).toBe('exited');
    }
  );

  it('a start goes on when it is back', async () => {
    await engine.kill('SIGTERM');
    const { id } = await world.services.start(kim, '');
    await engine.start();
    await world.services.settled(id);
    expect(world.services.get(kim, '').state).toBe('running');
  });
});
