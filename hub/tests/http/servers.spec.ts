import { mkdirSync } from 'node:fs';
import { request } from 'node:http';

import { monotonicFactory } from 'ulid';

import type { ServerProgress } from '../../contract/servers.js';
import { composeCompute } from '../../src/compute/compose.js';
import { bindCompute } from '../../src/compute/routes.js';
import { serverCatalogue } from '../../src/servers/catalogue.js';
import { containerName } from '../../src/servers/launcher.js';
import { bindServers } from '../../src/servers/routes.js';
import { ServerService } from '../../src/servers/service.js';
import { plainMounts } from '../../src/testing/plain-mounts.js';
import { PROBED, singleUserAnswers } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { Harness } from './harness.js';

const KIM = 'kim';

describe('the API of servers', () => {
  let harness: Harness;
  let servers: ServerService;
  let singleUser: Awaited<ReturnType<typeof singleUserAnswers>>;
  let kim: SignedInClient;

  beforeAll(async () => {
    singleUser = await singleUserAnswers();
    harness = await Harness.start({
      bind: (api, parts) => {
        const { database, engine, gateway, temporary, config, clock } = parts;
        engine.address = singleUser.address;
        engine.probe = () => ({
          exitCode: 0,
          output: `--- labcommons probe ---\n${JSON.stringify(PROBED)}`
        });
        engine.images.set(config.images[0]?.reference ?? '', 'sha256:1');
        mkdirSync(config.paths.servers);
        mkdirSync(config.paths.profiles);
        const compute = composeCompute({
          ...parts,
          servers: { containerOf: (user, name) => servers.containerOf(user, name) },
          uses: { usesOf: () => [] },
          users: parts.accounts,
          events: parts.activity,
          notifier: parts.notifications,
          containerName,
          runningJobs: () => 1,
          livingIn: () => [],
          newId: monotonicFactory(),
          log: { warn: () => undefined, error: () => undefined }
        });
        servers = new ServerService({
          database,
          engine,
          gateway,
          files: temporary.files,
          tokens: parts.tokens,
          users: parts.accounts,
          volumes: { ensureDefaults: async () => undefined },
          mounts: plainMounts(() => []),
          ...compute,
          catalogue: serverCatalogue(compute),
          serversPerUser: config.serversPerUser,
          events: parts.activity,
          activity: parts.activity,
          notifier: parts.notifications,
          site: {
            ...config,
            extensionDirectory: temporary.directory,
            configDirectory: temporary.directory,
            idiesDirectory: temporary.directory,
            identity: { uid: 1000, gid: 100, isForeignToImages: false }
          },
          clock,
          logger: { info: () => undefined, warn: () => undefined, error: () => undefined }
        });
        bindServers(api, servers);
        bindCompute(api, compute);
      }
    });
    kim = await harness.signedIn(KIM);
  });

  afterAll(async () => {
    await servers.close();
    await singleUser.close();
    await harness.stop();
    expect(harness.internalErrors).toEqual([]);
  });

  const reaches = (state: string) =>
    until(state, async () => {
      const answer = await kim.api('GET', '/servers/default');
      return answer.status === 200 && answer.json().state === state;
    });

  it('lists none and knows none before the first start', async () => {
    expect((await kim.api('GET', '/servers')).json()).toEqual({
      items: [],
      limit: { most: 3, used: 0 }
    });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/stop'],
      ['POST', '/keep'],
      ['GET', '/progress']
    ] as const) {
      const answer = await kim.api(method, `/servers/default${path}`);
      expect([method, path, answer.status]).toEqual([method, path, 404]);
      expect(answer.headers['content-type']).toMatch('application/problem+json');
    }
  });

  it('starts, describes, keeps, stops and deletes a server', async () => {
    const started = await kim.api('POST', '/servers/default/start');
    expect(started.status).toBe(202);
    expect(started.json()).toMatchObject({ name: 'default', state: 'starting', url: null });
    await reaches('running');
    const running = (await kim.api('GET', '/servers/default')).json();
    expect(running).toMatchObject({
      url: '/user/kim/',
      memory: { usedBytes: 123_456_789 },
      image: 'scientific-python',
      domain: 'small'
    });
    expect((await kim.api('GET', '/servers')).json().items).toHaveLength(1);
    const kept = await kim.api('POST', '/servers/default/keep');
    expect(Date.parse(kept.json().idleStopAt)).toBeGreaterThanOrEqual(
      Date.parse(running.idleStopAt)
    );
    expect((await kim.api('DELETE', '/servers/default')).status).toBe(409);
    expect((await kim.api('POST', '/servers/default/start')).json().state).toBe('running');
    expect((await kim.api('POST', '/servers/default/stop')).status).toBe(202);
    await reaches('stopped');
    expect((await kim.api('POST', '/servers/default/keep')).status).toBe(409);
    expect((await kim.api('GET', '/servers/default/progress')).status).toBe(409);
    expect((await kim.api('DELETE', '/servers/default')).status).toBe(204);
    expect((await kim.api('GET', '/servers/default')).status).toBe(404);
  });

  it('sends the steps of a start as events', async () => {
    await kim.api('POST', '/servers/default/start');
    const answer = await kim.api('GET', '/servers/default/progress');
    expect(answer.headers['content-type']).toMatch('text/event-stream');
    const steps = [...answer.text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as ServerProgress
    );
    expect(steps.at(-1)).toMatchObject({ progress: 100, ready: true, url: '/user/kim/' });
  });

  it('shows nobody the servers of somebody else', async () => {
    const eve = await harness.signedIn('eve');
    expect((await eve.api('GET', '/servers')).json().items).toEqual([]);
    expect((await eve.api('POST', '/servers/default/stop')).status).toBe(404);
  });

  it('refuses strangers, and names that no server can have', async () => {
    const stranger = harness.stranger();
    for (const [method, path] of [
      ['GET', '/servers'],
      ['GET', '/servers/default'],
      ['POST', '/servers/default/start'],
      ['GET', '/servers/default/progress'],
      ['GET', '/domains'],
      ['GET', '/images']
    ] as const) {
      expect([path, (await stranger.api(method, path)).status]).toEqual([path, 401]);
    }
    for (const name of ['lab', 'A', 'a--b', 'a%20b', 'a%2Fb', '__proto__', 'x'.repeat(31)]) {
      expect([name, (await kim.api('POST', `/servers/${name}/start`)).status]).toEqual([name, 400]);
    }
  });

  it('lists domains with their load, and images with what they can do', async () => {
    const domains = (await kim.api('GET', '/domains')).json().items;
    expect(domains[0]).toMatchObject({ id: 'small', freeSlots: 3, images: ['scientific-python'] });
    const images = (await kim.api('GET', '/images?domain=small')).json().items;
    expect(images[0]).toMatchObject({ runsNotebooks: true, reason: null, kernels: PROBED.kernels });
    expect((await kim.api('GET', '/images?domain=none')).status).toBe(404);
    expect((await kim.api('GET', '/images?colour=red')).status).toBe(400);
  });

  it('survives a client that leaves in the middle of the steps', async () => {
    const release = harness.parts.engine.hold('create');
    const lou = await harness.signedIn('lou');
    await lou.api('POST', '/servers/default/start');
    const leaving = request(`${lou.origin}/hub/api/v1/servers/default/progress`, {
      headers: { ...lou.headers, cookie: lou.cookieHeader() }
    });
    leaving.on('error', () => undefined);
    leaving.on('response', response => response.once('data', () => leaving.destroy()));
    leaving.end();
    await new Promise(resolve => leaving.on('close', resolve));
    release();
    await until('running', () => servers.byOwner('lou', '')?.state === 'running');
  });
});
