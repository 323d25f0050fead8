import { expect, NEWEST, test as base } from './fixtures';
import { HubUnderTest } from './hub-under-test';
import { PrivateEngine } from './private-engine';
import { placeNotebook } from './submit';

const test = base.extend<object, { engine: PrivateEngine; ownHub: HubUnderTest }>({
  engine: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameters of a fixture
    async ({}, use) => {
      const engine = await PrivateEngine.start(NEWEST);
      try {
        await use(engine);
      } finally {
        await engine.remove();
      }
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  ownHub: [
    async ({ engine }, use) => {
      const hub = await HubUnderTest.start({ image: NEWEST, engineSocket: engine.socket });
      try {
        await use(hub);
      } finally {
        await hub.remove();
      }
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

test('After the engine was killed and came back, rows and containers agree within 10 s', async ({
  engine,
  ownHub: hub
}) => {
  hub.addUser('tom', 'a long password');
  const answer = await fetch(hub.page('api/users/tom/tokens'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { username: 'tom', password: 'a long password' }, note: 'test' })
  });
  const { token } = await answer.json();
  const call = (method: string, path: string, body?: object) =>
    fetch(hub.page(`api/v1/${path}`), {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body)
    });
  const server = async () => (await (await call('GET', 'servers/default')).json()).state;
  await call('POST', 'servers/default/start');
  await expect.poll(server, { timeout: 60_000 }).toBe('running');
  placeNotebook(hub, 'tom', 'long', 'import time; time.sleep(600)');
  const submitted = await call('POST', 'jobs', {
    kind: 'notebook',
    notebook: { volume: 'Storage/tom/persistent', path: 'long.ipynb' }
  });
  const { id } = await submitted.json();
  const job = async () => await (await call('GET', `jobs/${id}`)).json();
  await expect.poll(async () => (await job()).progress?.cells, { timeout: 60_000 }).toBe(1);

  await engine.kill();
  expect((await call('GET', 'servers/default')).status).toBe(200);
  await engine.launch();
  const backAt = Date.now();

  await expect.poll(server, { timeout: 10_000 - (Date.now() - backAt) }).toMatch(/stopped|failed/);
  await expect.poll(async () => (await job()).state, { timeout: 15_000 }).toMatch(/lost|failed/);
  expect((await job()).reason).toBeTruthy();
  expect(hub.docker('ps', '-q')).toEqual([]);
  const { volume, path } = (await job()).workingFolder;
  expect(hub.volume(volume)).toBeTruthy();
  expect(path).toMatch(/^long\//);

  await call('POST', 'servers/default/start');
  await expect.poll(server, { timeout: 60_000 }).toBe('running');
});
