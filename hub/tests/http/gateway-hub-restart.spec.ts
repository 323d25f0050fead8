import http from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';

import { ask, eventually, World } from './gateway-under-test.js';

describe('without a hub', () => {
  it('answers 503 for users’ paths until it has been told what there is', async () => {
    const world = await World.startAlone();
    const page = await world.ask('/user/kim/lab', { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers['retry-after']]).toEqual([503, '1']);
    expect(page.headers['content-type']).toContain('text/html');
    const api = await world.ask('/user/kim/api/x');
    expect([api.status, api.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(api.body)).toMatchObject({ type: '/problems/hub-unavailable' });
    expect((await world.ask('/_gateway/health')).status).toBe(200);
    await world.startHub();
    await eventually(async () => (await world.ask('/user/kim/lab')).status === 200);
    await world.stop();
  });
});

describe('with a hub that comes and goes', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  it('serves on with what it knows', async () => {
    await world.killHub();
    expect(
      (
        await world.ask('/user/kim/lab', {
          headers: { Cookie: 'jupyterhub-session-id=kims-session' }
        })
      ).status
    ).toBe(200);
    expect((await world.ask('/user/bob/api/x')).status).toBe(424);
    const stale = { Cookie: 'jupyterhub-session-id=nobodys' };
    expect((await world.ask('/user/kim/api/x', { headers: stale })).status).toBe(403);
  });

  it('holds requests for the hub until it is back, bodies too', async () => {
    await world.killHub();
    const answers = [
      world.ask('/hub/home'),
      world.echoed('/hub/api/users/kim/activity', { method: 'POST', body: '{"a":1}' }),
      ...Array.from({ length: 20 }, () => world.ask('/hub/api'))
    ] as const;
    await new Promise(resolve => setTimeout(resolve, 200));
    await world.startHub();
    const [home, activity, ...others] = await Promise.all(answers);
    expect(home).toMatchObject({ status: 200 });
    expect(activity).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(others.every(answer => 'status' in answer && answer.status === 200)).toBe(true);
  });

  it('gives up after 5 s', async () => {
    await world.killHub();
    const before = Date.now();
    const page = await world.ask('/hub/home');
    expect(page.status).toBe(503);
    expect(page.headers['retry-after']).toBe('2');
    expect(Date.now() - before).toBeGreaterThan(4_500);
  });

  it('asks again what a dying hub did not answer, but repeats no action', async () => {
    world.hub.answers(request => request.socket.destroy());
    const question = world.ask('/hub/home');
    expect((await world.ask('/hub/login', { method: 'POST', body: 'x' })).status).toBe(503);
    await eventually(() => world.hub.seen.some(({ url }) => url === '/hub/home'));
    world.hub.answers((_request, response) => response.end('back'));
    expect(await question).toMatchObject({ status: 200, body: 'back' });
    expect(world.hub.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('does not send what nobody waits for any more', async () => {
    await world.killHub();
    const request = http.request({ port: world.port, path: '/hub/gone', method: 'POST' });
    request.on('error', () => undefined);
    request.end('x');
    await once(request, 'finish');
    await new Promise(resolve => setTimeout(resolve, 50));
    request.destroy();
    await world.startHub();
    expect((await world.ask('/hub/')).status).toBe(200);
    expect(world.hub.seen.map(({ url }) => url)).not.toContain('/hub/gone');
  });

  it('learns of changes made while it was not connected', async () => {
    await world.killHub();
    const link = world.newLink();
    await link.addRoute({
      prefix: '/user/ann/',
      owner: 'ann',
      host: '127.0.0.1',
      port: world.server.port,
      serverId: 'a',
      app: null
    });
    await link.open();
    await eventually(async () => (await world.ask('/user/ann/lab')).status === 200);
    expect((await world.ask('/user/kim/api/x')).status).toBe(424);
    await link.close();
  });
});

describe('when it is told to stop', () => {
  it('lets an answer end, and takes no new connections', async () => {
    const world = await World.start();
    let finish = (): void => undefined;
    world.server.answers((_request, response) => {
      response.write('begun ');
      finish = () => response.end('and ended');
    });
    const answer = world.ask('/user/kim/slow');
    await eventually(() => world.server.seen.at(-1)?.url === '/user/kim/slow');
    const stopped = world.gateway.close({ graceMs: 10_000 });
    await expect(
      new Promise((resolve, reject) =>
        connect(world.port, '127.0.0.1').once('connect', resolve).once('error', reject)
      )
    ).rejects.toThrow('ECONNREFUSED');
    finish();
    expect((await answer).body).toBe('begun and ended');
    await stopped;
    await Promise.all([world.killHub(), world.server.close()]);
  });

  it('waits no longer than it may', async () => {
    const world = await World.start();
    world.server.answers((_request, response) => void response.write('never ends'));
    const broken = expect(ask(world.port, '/user/kim/slow')).rejects.toThrow();
    await eventually(() => world.server.seen.at(-1)?.url === '/user/kim/slow');
    const before = Date.now();
    await world.gateway.close({ graceMs: 100 });
    expect(Date.now() - before).toBeLessThan(30_000);
    await broken;
    await Promise.all([world.killHub(), world.server.close()]);
  });
});
