import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

import { freePort } from '../../src/testing/free-port.js';
import { ask, headerValues, World } from './gateway-under-test.js';

const HUB = 'https://hub.example';
const LAB = 'https://lab.example:8443';

describe('with two origins', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ hubOrigin: HUB, labOrigin: LAB, frontProxy: true });
  });
  afterEach(() => world.stop());

  const onHub = { Host: 'hub.example' };
  const onLab = { Host: 'lab.example:8443', 'X-Forwarded-Proto': 'https' };

  it('serves the hub and no server on the hub’s host', async () => {
    const cookie = '__Host-labcommons-session=x';
    const seen = await world.echoed('/hub/home', { headers: { ...onHub, Cookie: cookie } });
    expect(seen.headers['cookie']).toBe(cookie);
    expect((await world.ask('/hub/home', { headers: { Host: 'HUB.example:443' } })).status).toBe(
      200
    );
    const { status, headers } = await world.ask('/user/kim/lab?x=%20', { headers: onHub });
    expect([status, headers.location]).toEqual([302, `${LAB}/user/kim/lab?x=%20`]);
  });

  it('serves servers, and of the hub only the API for tokens, on the Lab’s host', async () => {
    expect((await world.echoed('/user/kim/lab', { headers: onLab })).url).toBe('/user/kim/lab');
    const api = await world.echoed('/hub/api/v1/jobs', {
      headers: { ...onLab, Authorization: 'token t', Cookie: '__Host-labcommons-session=x; a=b' }
    });
    expect(api.headers).not.toHaveProperty('cookie');
    expect(api.headers['authorization']).toBe('token t');
    expect((await world.ask('/hub/api/v1/jobs', { headers: onLab })).status).toBe(401);
    const headers = { ...onLab, Cookie: 'jupyterhub-hub-login=secret' };
    const download = await world.echoed('/hub/api/v1/downloads/abc-_1', { headers });
    expect(download.headers['cookie']).toBeUndefined();
    for (const path of ['downloads', 'downloads/', 'downloads/a/b', 'downloads/a%2fb']) {
      expect((await world.ask(`/hub/api/v1/${path}`, { headers })).status).toBe(401);
    }
  });

  it.each(['/hub/home', '/hub/api/users', '/hub/api/v1x/a', '/hub/%61pi/v1x', '/hub/login?next=a'])(
    'leads from the Lab’s host to the hub’s: %s',
    async path => {
      const headers = { ...onLab, Authorization: 'token t' };
      const answer = await world.ask(path, { headers });
      expect([answer.status, answer.headers.location]).toEqual([302, HUB + path]);
    }
  );

  it('leads from any other host to the hub', async () => {
    const headers = { Host: 'elsewhere.example' };
    expect((await world.ask('/hub/home', { headers })).headers.location).toBe(`${HUB}/hub/home`);
    expect((await world.ask('/', { headers })).headers.location).toBe(`${HUB}/hub/`);
  });

  it('sends who is signed out, and who wants a stopped server, to the hub’s host', async () => {
    const stale = { ...onLab, Cookie: 'jupyterhub-session-id=dead' };
    const signIn = await world.ask('/user/kim/lab', { headers: stale });
    expect(signIn.headers.location).toBe(`${HUB}/hub/login?next=%2Fuser%2Fkim%2Flab`);
    expect(signIn.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    const stopped = await world.ask('/user/bob/lab', { headers: onLab });
    expect(stopped.headers.location).toBe(`${HUB}/hub/user/bob/lab`);
  });

  describe('binds a browser to the sign-in at the OAuth callback', () => {
    const callback = '/user/kim/oauth_callback?code=the-code&state=s';
    const login = `jupyterhub-user-kim="2|1:0|10:1767225600|19:jupyterhub-user-kim|8:dG9rZW4=|${'ab'.repeat(32)}"; Path=/user/kim/`;

    function serverAnswers(status: number, cookies: string[]): void {
      world.server.answers((_request, response) => {
        response.writeHead(status, { Location: '/user/kim/lab', 'Set-Cookie': cookies });
        response.end();
      });
    }
    async function cookiesOf(path: string): Promise<string[]> {
      return headerValues((await world.ask(path, { headers: onLab })).rawHeaders, 'set-cookie');
    }
    const bound = 'jupyterhub-session-id=kims-session; Path=/; HttpOnly; SameSite=Lax; Secure';

    beforeEach(async () => {
      const hash = createHash('sha256').update('the-code').digest('hex');
      await world.link.announceCode(hash, 'kims-session');
    });

    it('once, when the server took the code', async () => {
      serverAnswers(302, [login]);
      expect(await cookiesOf(callback)).toEqual([login, bound]);
      expect(await cookiesOf(callback)).toEqual([login]);
    });

    it('not when the server refused it', async () => {
      serverAnswers(400, []);
      expect(await cookiesOf(callback)).toEqual([]);
    });

    it('not when the server found somebody signed in already', async () => {
      serverAnswers(302, ['jupyterhub-user-kim-oauth-state=; Path=/user/kim/']);
      expect(await cookiesOf(callback)).toHaveLength(1);
    });

    it('not for a code that is not known, or too old', async () => {
      serverAnswers(302, [login]);
      expect(await cookiesOf('/user/kim/oauth_callback?code=another')).toEqual([login]);
      world.now = new Date(world.now.getTime() + 6 * 60_000);
      expect(await cookiesOf(callback)).toEqual([login]);
    });

    it('not on another path', async () => {
      serverAnswers(302, [login]);
      expect(await cookiesOf('/user/kim/lab?code=the-code')).toEqual([login]);
    });
  });
});

describe('behind a proxy of ours', () => {
  it('believes its own entries and no other header about the client', async () => {
    const world = await World.start({ frontProxy: true });
    const { headers } = await world.echoed('/user/kim/', {
      headers: {
        Host: 'lab.example',
        'X-Forwarded-For': '6.6.6.6, 192.0.2.7',
        'X-Forwarded-Proto': 'https',
        'X-Real-IP': '6.6.6.6',
        Forwarded: 'for=6.6.6.6'
      }
    });
    expect(headers).toMatchObject({
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'lab.example',
      'x-forwarded-port': '443'
    });
    expect(headers).not.toHaveProperty('x-real-ip');
    expect(headers).not.toHaveProperty('forwarded');
    await world.stop();
  });
});

describe('below a base path', () => {
  it('serves the same there and leads everything else to the hub', async () => {
    const world = await World.start({ basePath: '/lc/', hubPath: '/lc/hub/' });
    expect((await world.echoed('/lc/user/%6bim/lab?a')).url).toBe('/lc/user/kim/lab?a');
    expect((await world.echoed('/lc/hub/home')).url).toBe('/lc/hub/home');
    expect((await world.ask('/lc/_gateway/health')).status).toBe(200);
    expect((await world.ask('/lc/user/bob/lab')).headers.location).toBe('/lc/hub/user/bob/lab');
    for (const path of ['/', '/user/kim/', '/hub/', '/lc', '/lcx/hub/']) {
      expect((await world.ask(path)).headers.location).toBe('/lc/hub/');
    }
    await world.stop();
  });
});

describe('the listener for containers', () => {
  let world: World;
  let port: number;
  beforeAll(async () => {
    world = await World.start();
    port = await freePort();
    await world.link.listenInside({ host: '127.0.0.1', port });
  });
  afterAll(() => world.stop());

  it.each(['/hub/api', '/hub/api/', '/hub/api/users/kim/activity', '/hub/api/v1/jobs?x=%20'])(
    'forwards %s to the hub, without cookies, and says so',
    async path => {
      const { body } = await ask(port, path, {
        headers: { Cookie: 'a=b', 'X-LabCommons-Listener': 'public', Authorization: 'token t' }
      });
      const { url, headers } = JSON.parse(body) as { url: string; headers: Record<string, string> };
      expect(url).toBe(path);
      expect(headers).toMatchObject({
        'x-labcommons-listener': 'inside',
        authorization: 'token t'
      });
      expect(headers).not.toHaveProperty('cookie');
    }
  );

  it.each([
    '/hub/home',
    '/hub/',
    '/',
    '/user/kim/lab',
    '/hub/apix',
    '/hub/API/v1',
    '/hub/api%2f',
    '/_gateway/health'
  ])('does not know %s', async path => {
    expect((await ask(port, path)).status).toBe(404);
  });

  it('opens no tunnel', async () => {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(
      'GET /user/kim/x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    );
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1.1 404 /);
    socket.destroy();
  });

  it('moves when it is told, and says when it cannot', async () => {
    const next = await freePort();
    await world.link.listenInside({ host: '127.0.0.1', port: next });
    expect((await ask(next, '/hub/api')).status).toBe(200);
    await expect(ask(port, '/hub/api')).rejects.toThrow('ECONNREFUSED');
    const taken = world.server.port;
    await expect(world.link.listenInside({ host: '127.0.0.1', port: taken })).rejects.toThrow(
      'EADDRINUSE'
    );
  });
});
