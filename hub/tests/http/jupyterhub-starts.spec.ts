import { Harness } from './harness.js';
import type { Client, Received } from './client.js';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

function eventsOf(answer: Received): Record<string, unknown>[] {
  return answer.text
    .split('\n\n')
    .filter(block => block.startsWith('data: '))
    .map(block => JSON.parse(block.slice('data: '.length)));
}

describe('servers', () => {
  const start = (client: Client, path = 'kim/server', body?: unknown) =>
    client.post(`/hub/api/users/${path}`, body);
  const stop = (client: Client, path = 'kim/server') =>
    client.send(`/hub/api/users/${path}`, { method: 'DELETE' });

  it('are started, and started again without harm', async () => {
    const kim = await harness.withToken('kim');
    const first = await start(kim);
    expect([first.status, first.text]).toEqual([202, '']);
    expect((await start(kim)).status).toBe(202);
    const [server] = harness.parts.servers.listFor(kim.user);
    harness.parts.servers.setState(server?.id ?? '', 'running');
    expect((await start(kim)).status).toBe(400);
  });

  it('are started under the empty name too', async () => {
    const kim = await harness.withToken('kim');
    expect((await start(kim, 'kim/servers/')).status).toBe(202);
    expect((await start(kim, 'kim/server', {})).status).toBe(202);
  });

  it('are refused what cannot be read, and what they are not', async () => {
    const kim = await harness.withToken('kim');
    const before = harness.digest();
    expect((await start(kim, 'kim/server', { profile: 'evil' })).status).toBe(400);
    expect((await start(kim, 'kim/servers/default')).status).toBe(400);
    expect((await start(kim, 'kim/server', '{')).status).toBe(400);
    expect((await stop(kim, 'kim/servers/gpu')).status).toBe(404);
    expect((await stop(kim, 'kim/servers/__proto__')).status).toBe(404);
    expect(harness.digest()).toBe(before);
  });

  it('are stopped', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'running');
    expect((await stop(kim)).status).toBe(204);
    expect((await stop(kim)).status).toBe(204);
  });

  it('that were never made are stopped already', async () => {
    expect((await stop(await harness.withToken('kim'))).status).toBe(204);
  });

  it('are nobody else’s', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'running');
    const eve = await harness.withToken('eve');
    const before = harness.digest();
    expect((await start(eve)).status).toBe(404);
    expect((await stop(eve)).status).toBe(404);
    expect((await eve.get('/hub/api/users/kim/server/progress')).status).toBe(404);
    expect(harness.digest()).toBe(before);
  });

  it('are stopped by administrators', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'running');
    expect((await stop(await harness.withToken('ada', { admin: true }))).status).toBe(204);
  });
});

describe('the progress of a start', () => {
  const follow = (client: Client, path = 'server') =>
    client.get(`/hub/api/users/kim/${path}/progress`);

  it('ends with where the server is', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'starting');
    const answer = await follow(kim);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.headers['cache-control']).toMatch(/no-cache/);
    expect(eventsOf(answer)).toEqual([
      { progress: 10, message: 'Starting' },
      {
        progress: 100,
        ready: true,
        message: 'Server ready at /user/kim/',
        html_message: 'Server ready at <a href="/user/kim/">/user/kim/</a>',
        url: '/user/kim/'
      }
    ]);
  });

  it('ends with why it failed', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'starting');
    harness.parts.servers.steps = [{ progress: 100, message: 'No room', failed: true }];
    expect(eventsOf(await follow(kim))).toEqual([
      { progress: 100, failed: true, message: 'No room' }
    ]);
  });

  it('is over at once for a server that is ready', async () => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'running');
    expect(eventsOf(await follow(kim))).toMatchObject([{ progress: 100, ready: true }]);
  });

  it('is not there without a start', async () => {
    const kim = await harness.withToken('kim');
    expect((await follow(kim)).status).toBe(404);
    expect((await follow(kim, 'servers/gpu')).status).toBe(404);
    harness.putServer(kim.user, 'stopped');
    expect((await follow(kim)).status).toBe(400);
  });

  it('is followed by a page with the token in the query', async () => {
    const kim = await harness.signedIn('kim');
    harness.putServer(kim.user, 'running');
    const xsrf = kim.headers['x-xsrftoken'];
    delete kim.headers['x-xsrftoken'];
    expect((await follow(kim)).status).toBe(403);
    const answer = await kim.get(`/hub/api/users/kim/server/progress?_xsrf=${xsrf}`);
    expect(eventsOf(answer)).toHaveLength(1);
  });
});
