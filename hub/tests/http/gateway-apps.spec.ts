import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type http from 'node:http';
import type net from 'node:net';

import WebSocket, { WebSocketServer } from 'ws';

import { sha256 } from '../../src/gateway/credentials.js';
import { headerValues, World } from './gateway-under-test.js';

const KNOWS = '/user/kim/knows/';
const PLAIN = '/user/kim/plain/';
const OTHERS = '/user/ann/knows/';
const PAGE = {
  Accept: 'text/html',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Site': 'none'
};

let world: World;
let sockets: WebSocketServer;
let pass: string;

async function startWith(settings: Parameters<typeof World.start>[0] = {}): Promise<void> {
  world = await World.start(settings);
  const base = settings.basePath?.slice(0, -1) ?? '';
  await world.addApp(base + KNOWS, 'kim', { stripPrefix: false });
  await world.addApp(base + PLAIN, 'kim', { stripPrefix: true });
  await world.addApp(base + OTHERS, 'ann', { stripPrefix: false });
  sockets = new WebSocketServer({ noServer: true });
  world.server.server.on(
    'upgrade',
    (request: http.IncomingMessage, socket: net.Socket, head: Buffer) =>
      sockets.handleUpgrade(request, socket, head, client => client.send(request.url ?? ''))
  );
}

afterEach(async () => {
  sockets.clients.forEach(client => client.terminate());
  await world.stop();
});

async function socketWith(path: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${world.port}${path}`, { headers });
  socket.on('error', () => undefined);
  await once(socket, 'message');
  return socket;
}

describe('with one origin', () => {
  beforeEach(async () => {
    await startWith();
    pass = await world.passInto(KNOWS, 'kims-session');
  });

  describe('the door of a program', () => {
    it('leads a person to the hub, and back to where he wanted to go', async () => {
      const { status, headers } = await world.ask(`${KNOWS}a%20b/?c=1`, { headers: PAGE });
      expect([status, headers.location]).toEqual([
        302,
        '/hub/enter?next=%2Fuser%2Fkim%2Fknows%2Fa%2520b%2F%3Fc%3D1'
      ]);
      expect(world.server.seen.map(({ url }) => url)).not.toContain(`${KNOWS}a%20b/?c=1`);
    });

    it.each<[string, string, Record<string, string>]>([
      ['a call', 'GET', { Accept: 'application/json' }],
      ['a form', 'POST', { ...PAGE, 'Sec-Fetch-Site': 'same-origin' }],
      ['a picture', 'GET', { ...PAGE, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }],
      ['a frame', 'GET', { ...PAGE, 'Sec-Fetch-Dest': 'iframe' }],
      ['a program', 'GET', { Accept: '*/*' }]
    ])('refuses %s', async (_what, method, headers) => {
      const before = world.server.seen.length;
      const { status } = await world.ask(`${KNOWS}x`, { method, headers });
      expect(status).toBe(401);
      expect(world.server.seen).toHaveLength(before);
    });

    it('opens with a code, once, for the place that was wanted below it', async () => {
      const code = randomUUID();
      await world.link.announceCode(sha256(code), 'kims-session', KNOWS);
      const way = (next: string) =>
        world.ask(`${KNOWS}_gateway/enter?code=${code}&next=${encodeURIComponent(next)}`);
      const { status, headers } = await way(`${KNOWS}lab?a=1`);
      expect([status, headers.location]).toEqual([302, `${KNOWS}lab?a=1`]);
      expect(headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^labcommons-app=kims-session\.[\w-]{43}; Path=\/user\/kim\/knows\/; HttpOnly; SameSite=Lax$/
        )
      ]);
      const again = await way(KNOWS);
      expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined]);
    });

    it.each([
      'https://evil.example/',
      '//evil.example/',
      OTHERS,
      '/hub/logout',
      `${KNOWS}\r\nX: y`
    ])('leads nowhere else: %j', async next => {
      const code = randomUUID();
      await world.link.announceCode(sha256(code), 'kims-session', KNOWS);
      const path = `${KNOWS}_gateway/enter?code=${code}&next=${encodeURIComponent(next)}`;
      expect((await world.ask(path)).headers.location).toBe(KNOWS);
    });

    it.each<[string, () => Promise<string>]>([
      ['unknown', async () => 'made-up'],
      ['for another program', () => announced('kims-session', OTHERS)],
      ['of OAuth', () => announced('kims-session', undefined)],
      ['of a sign-in that is over', () => announced('nobody', KNOWS)],
      [
        'too old',
        async () => {
          const code = await announced('kims-session', KNOWS);
          world.now = new Date(world.now.getTime() + 6 * 60_000);
          return code;
        }
      ]
    ])('stays closed for a code that is %s', async (_what, code) => {
      const { status, headers } = await world.ask(`${KNOWS}_gateway/enter?code=${await code()}`);
      expect([status, headers['set-cookie']]).toEqual([401, undefined]);
    });

    it('stays closed for a code that somebody else was sent', async () => {
      await world.link.openSession('anns-session');
      const code = await announced('kims-session', KNOWS);
      const { status, headers } = await world.ask(`${KNOWS}_gateway/enter?code=${code}`, {
        headers: { Cookie: 'jupyterhub-session-id=anns-session' }
      });
      expect([status, headers['set-cookie']]).toEqual([401, undefined]);
    });

    it('stays closed for the pass of another server, a forged one, and one of a sign-in that is over', async () => {
      await world.link.openSession('anns-session');
      const [, signature = ''] = pass.split('.');
      for (const cookie of [
        await world.passInto(OTHERS, 'anns-session'),
        `labcommons-app=anns-session.${signature}`,
        `labcommons-app=kims-session.${'x'.repeat(43)}`,
        'labcommons-app=kims-session',
        'labcommons-app=',
        'jupyterhub-session-id=kims-session'
      ]) {
        expect(await statusWith(cookie)).toBe(401);
      }
      await world.link.closeSessions(['kims-session']);
      expect(await statusWith(pass)).toBe(401);
    });

    it('stays open beside a planted pass, and for a gateway that was started anew', async () => {
      const headers = { Cookie: `labcommons-app=planted.x; ${pass}` };
      expect((await world.ask(`${KNOWS}x`, { headers })).status).toBe(200);
      const second = world.newGateway();
      const { port } = await second.listen();
      world.port = port;
      await world.waitUntilConnected();
      expect((await world.ask(`${KNOWS}x`, { headers: { Cookie: pass } })).status).toBe(200);
      await second.close({ graceMs: 0 });
    });

    it('ends websockets and streams with the sign-in, at once', async () => {
      const socket = await socketWith(`${KNOWS}ws`, { Cookie: pass });
      const lab = await socketWith('/user/kim/ws', {});
      const ended = once(socket, 'close');
      await world.link.closeSessions(['kims-session']);
      await ended;
      expect(lab.readyState).toBe(WebSocket.OPEN);
      const closed = new WebSocket(`ws://127.0.0.1:${world.port}${KNOWS}ws`, {
        headers: { Cookie: pass }
      });
      const [error] = (await once(closed, 'error')) as [Error];
      expect(error.message).toContain('401');
    });
  });

  describe('requests from elsewhere', () => {
    const own = () => ({ Cookie: pass, Host: 'lab.example' });
    it.each<[string, string, Record<string, string>]>([
      ['a form of another site', 'POST', { 'Sec-Fetch-Site': 'cross-site' }],
      ['a form of a host beside it', 'POST', { 'Sec-Fetch-Site': 'same-site' }],
      ['a script', 'GET', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' }],
      ['a frame', 'GET', { ...PAGE, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Dest': 'iframe' }],
      ['an older browser', 'POST', { Origin: 'http://evil.example' }],
      ['a page in a sandbox', 'POST', { Origin: 'null' }]
    ])('are refused: %s', async (_what, method, headers) => {
      const before = world.server.seen.length;
      const { status } = await world.ask(`${KNOWS}x`, {
        method,
        headers: { ...own(), ...headers }
      });
      expect(status).toBe(403);
      expect(world.server.seen).toHaveLength(before);
    });

    it.each<[string, string, Record<string, string>]>([
      ['a link', 'GET', { ...PAGE, 'Sec-Fetch-Site': 'cross-site' }],
      ['its own form', 'POST', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://lab.example' }],
      ['its own form in an older browser', 'POST', { Origin: 'http://lab.example' }],
      ['a program', 'POST', {}]
    ])('are passed on: %s', async (_what, method, headers) => {
      const answer = await world.ask(`${KNOWS}x`, { method, headers: { ...own(), ...headers } });
      expect(answer.status).toBe(200);
    });

    it('open no websocket', async () => {
      const answer = await world.raw(
        `GET ${KNOWS}ws HTTP/1.1\r\nHost: lab.example\r\nOrigin: http://evil.example\r\nCookie: ${pass}\r\n` +
          'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n'
      );
      expect(answer).toMatch(/^HTTP\/1.1 403 /);
    });
  });

  it('gives a program neither our cookies nor our tokens, and of its own all', async () => {
    const ours = [
      pass,
      'labcommons-session=s',
      '__Host-labcommons-session=s',
      'jupyterhub-session-id=kims-session',
      'jupyterhub-user-kim="2|1:0|10:1|1:a|1:b|c"'
    ];
    const { headers } = await world.echoed(`${KNOWS}x`, {
      headers: {
        Cookie: `own=1; ${ours.join('; ')}; own=of-the-lab-above; theme=dark`,
        Authorization: `token ${'a'.repeat(43)}`
      }
    });
    expect(headers['cookie']).toBe('own=1; theme=dark');
    expect(headers).not.toHaveProperty('authorization');
    expect(headers['x-forwarded-prefix']).toBe('/user/kim/knows');
    const basic = await world.echoed(`${KNOWS}x`, {
      headers: { Cookie: pass, Authorization: 'Basic a2ltOng=' }
    });
    expect(basic.headers['authorization']).toBe('Basic a2ltOng=');
    expect(basic.headers).not.toHaveProperty('cookie');
  });

  it('asks a program that knows its prefix by it, and one that does not without', async () => {
    const plain = await world.passInto(PLAIN, 'kims-session');
    const asked = async (path: string, cookie: string) =>
      (await world.echoed(path, { headers: { Cookie: cookie } })).url;
    expect(await asked(`${KNOWS}a%2Fb?c`, pass)).toBe(`${KNOWS}a%2Fb?c`);
    expect(await asked(`${PLAIN}a%2Fb//?c`, plain)).toBe('/a%2Fb//?c');
    expect(await asked(PLAIN, plain)).toBe('/');
    const socket = new WebSocket(`ws://127.0.0.1:${world.port}${PLAIN}ws?x=1`, {
      headers: { Cookie: plain }
    });
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(message.toString()).toBe('/ws?x=1');
  });

  it.each([
    ['Location', '/next?a', `${PLAIN}next?a`],
    ['Location', '/', PLAIN],
    ['Location', 'next', 'next'],
    ['Location', 'http://lab.example/next', `${PLAIN}next`],
    ['Location', '//lab.example', PLAIN],
    ['Location', `${PLAIN}known`, `${PLAIN}known`],
    ['Location', 'https://elsewhere.example/next', 'https://elsewhere.example/next'],
    ['Location', '//elsewhere.example/next', '//elsewhere.example/next'],
    ['Content-Location', '/next', `${PLAIN}next`],
    ['Refresh', '5; url=/next', `5; url=${PLAIN}next`],
    ['Refresh', '5', '5'],
    ['Set-Cookie', 'a=1; Path=/', `a=1; Path=${PLAIN}`],
    ['Set-Cookie', 'a=1; Path=/sub; HttpOnly', `a=1; HttpOnly; Path=${PLAIN}sub`],
    ['Set-Cookie', 'a=1; domain=lab.example; Max-Age=1', 'a=1; Max-Age=1'],
    ['Set-Cookie', 'a=1; Path=/x; Path=/y', `a=1; Path=${PLAIN}y`]
  ])('puts right what a program without prefix says: %s: %s', async (name, said, heard) => {
    const plain = await world.passInto(PLAIN, 'kims-session');
    world.server.answers((_request, response) => {
      response.setHeader(name, said);
      response.end();
    });
    const { rawHeaders } = await world.ask(`${PLAIN}x`, {
      headers: { Cookie: plain, Host: 'lab.example' }
    });
    expect(headerValues(rawHeaders, name)).toEqual([heard]);
  });

  it('tells the hub which programs are used', async () => {
    const used: string[] = [];
    world.link.whenUsed(ids => used.push(...ids));
    world.gateway.tellUse();
    const socket = await socketWith(`${PLAIN}ws`, {
      Cookie: await world.passInto(PLAIN, 'kims-session')
    });
    await tellUntil(used, [PLAIN]);
    // Quiet sockets are no use; what is sent in them is.
    world.gateway.tellUse();
    await world.ask(`${KNOWS}x`, { headers: { Cookie: pass } });
    await tellUntil(used, [KNOWS]);
    socket.send('a key was pressed');
    await tellUntil(used, [PLAIN]);
    await world.ask('/user/kim/lab');
    await world.ask(`${OTHERS}x`);
    world.gateway.tellUse();
    await world.ask(`${KNOWS}x`, { headers: { Cookie: pass } });
    await tellUntil(used, [KNOWS]);
  });

  async function announced(publicId: string, serverId: string | undefined): Promise<string> {
    const code = randomUUID();
    await world.link.announceCode(sha256(code), publicId, serverId);
    return code;
  }

  async function statusWith(cookie: string): Promise<number> {
    const headers = { Cookie: cookie, Accept: '*/*' };
    return (await world.ask(`${KNOWS}x`, { headers })).status;
  }

  /** Tells until the hub has heard of something, which is exactly this. */
  async function tellUntil(used: string[], expected: string[]): Promise<void> {
    const giveUpAt = Date.now() + 30_000;
    while (used.length === 0 && Date.now() < giveUpAt) {
      world.gateway.tellUse();
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(used.splice(0)).toEqual(expected);
  }
});

describe('with two origins', () => {
  const hub = 'https://hub.example';
  const lab = 'https://lab.example';
  const onLab = { Host: 'lab.example', 'X-Forwarded-Proto': 'https' };

  beforeEach(() => startWith({ hubOrigin: hub, labOrigin: lab, frontProxy: true }));

  it('leads to the hub’s host, and binds the browser on its way back', async () => {
    const away = await world.ask(`${KNOWS}x`, { headers: { ...onLab, ...PAGE } });
    expect(away.headers.location).toBe(`${hub}/hub/enter?next=%2Fuser%2Fkim%2Fknows%2Fx`);
    const code = randomUUID();
    await world.link.announceCode(sha256(code), 'kims-session', KNOWS);
    const back = await world.ask(`${KNOWS}_gateway/enter?code=${code}&next=${KNOWS}x`, {
      headers: onLab
    });
    const [cookie = ''] = back.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    const headers = { ...onLab, Accept: '*/*', Cookie: cookie.split(';')[0] };
    expect((await world.ask(`${KNOWS}x`, { headers })).status).toBe(200);
    await world.link.closeSessions(['kims-session']);
    expect((await world.ask(`${KNOWS}x`, { headers })).status).toBe(401);
  });
});

describe('below a base path', () => {
  beforeEach(() => startWith({ basePath: '/lc/', hubPath: '/lc/hub/' }));

  it('does the same there', async () => {
    const away = await world.ask(`/lc${PLAIN}x`, { headers: PAGE });
    expect(away.headers.location).toBe('/lc/hub/enter?next=%2Flc%2Fuser%2Fkim%2Fplain%2Fx');
    const cookie = await world.passInto(`/lc${PLAIN}`, 'kims-session');
    const { url, headers } = await world.echoed(`/lc${PLAIN}x?y`, { headers: { Cookie: cookie } });
    expect([url, headers['x-forwarded-prefix']]).toEqual(['/x?y', '/lc/user/kim/plain']);
  });
});
