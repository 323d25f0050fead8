import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';

import WebSocket, { WebSocketServer } from 'ws';

import { ask, eventually, World } from './gateway-under-test.js';

const KIM = 'jupyterhub-session-id=kims-session';

let world: World;
let sockets: WebSocketServer;
beforeEach(async () => {
  world = await World.start();
  sockets = new WebSocketServer({ noServer: true });
  world.server.server.on(
    'upgrade',
    (request: http.IncomingMessage, socket: net.Socket, head: Buffer) =>
      sockets.handleUpgrade(request, socket, head, () => undefined)
  );
});
afterEach(async () => {
  sockets.clients.forEach(client => client.terminate());
  await world.stop();
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** As tornado signs the login cookie of a single-user server. */
function loginCookie(token: string): string {
  const value = Buffer.from(token).toString('base64');
  return `jupyterhub-user-kim="2|1:0|10:1767225600|19:jupyterhub-user-kim|${value.length}:${value}|${'ab'.repeat(32)}"`;
}

async function socketWith(path: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${world.port}${path}`, { headers });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

/** A response that is under way and does not end by itself. */
async function streamWith(headers: http.OutgoingHttpHeaders): Promise<http.IncomingMessage> {
  world.server.answers((_request, response) => {
    response.writeHead(200);
    response.write('x');
  });
  const request = http.get({ port: world.port, path: '/user/kim/stream', headers });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.on('error', () => undefined).resume();
  return response;
}

/** A response that is broken off ends with an error first. */
function closeOf(response: http.IncomingMessage): Promise<void> {
  return new Promise(resolve => response.once('close', resolve));
}

describe('a request with a session id', () => {
  it('is served while the sign-in is in force', async () => {
    expect((await world.ask('/user/kim/lab', { headers: { Cookie: KIM } })).status).toBe(200);
  });

  it('is led to the sign-in page after it, for a page', async () => {
    await world.link.closeSessions(['kims-session']);
    const answer = await world.ask('/user/kim/lab/tree/a%20b?x=1', { headers: { Cookie: KIM } });
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe(
      '/hub/login?next=%2Fuser%2Fkim%2Flab%2Ftree%2Fa%2520b%3Fx%3D1'
    );
    expect(answer.headers['set-cookie']?.[0]).toBe(
      'jupyterhub-session-id=; Path=/; Max-Age=0; HttpOnly'
    );
    expect(world.server.seen.filter(({ url }) => url?.includes('tree'))).toEqual([]);
  });

  it.each([
    ['GET', '/user/kim/api/contents'],
    ['PUT', '/user/kim/api/contents/x.ipynb'],
    ['POST', '/user/kim/login']
  ])('is refused after it, for %s %s', async (method, path) => {
    await world.link.closeSessions(['kims-session']);
    const { status, body } = await world.ask(path, { method, headers: { Cookie: KIM } });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/session-ended', status: 403 });
  });

  it('is refused when the id is nobody’s', async () => {
    const headers = { Cookie: 'jupyterhub-session-id=made-up' };
    expect((await world.ask('/user/kim/api/x', { headers })).status).toBe(403);
    const both = { Cookie: `${KIM}; jupyterhub-session-id=made-up` };
    expect((await world.ask('/user/kim/api/x', { headers: both })).status).toBe(403);
    const page = await world.ask('/user/kim/lab', { headers: both });
    expect(page.headers['set-cookie']).toEqual([
      'jupyterhub-session-id=; Path=/user/kim/; Max-Age=0; HttpOnly'
    ]);
  });

  it('may still go to the hub', async () => {
    await world.link.closeSessions(['kims-session']);
    expect((await world.ask('/hub/login', { headers: { Cookie: KIM } })).status).toBe(200);
  });
});

describe('what is open when its right ends', () => {
  it('ends at once with the sign-in, before the hub is told so', async () => {
    const socket = await socketWith('/user/kim/x', { Cookie: KIM });
    const response = await streamWith({ Cookie: `a=b; ${KIM}` });
    const stranger = await socketWith('/user/kim/x', {});
    const ends = [once(socket, 'close'), closeOf(response)];
    await world.link.closeSessions(['kims-session']);
    await Promise.all(ends);
    expect(stranger.readyState).toBe(WebSocket.OPEN);
  });

  it('ends with the server', async () => {
    const socket = await socketWith('/user/kim/x', {});
    const response = await streamWith({});
    const ends = [once(socket, 'close'), closeOf(response)];
    await world.link.removeRoute('/user/kim/');
    await Promise.all(ends);
    expect((await world.ask('/user/kim/api/x')).status).toBe(424);
  });

  it('ends with the server’s address', async () => {
    const socket = await socketWith('/user/kim/x', {});
    const end = once(socket, 'close');
    await world.addServer('/user/kim/', 'kim', 1);
    await end;
  });

  it.each<[string, (token: string) => { path: string; headers: Record<string, string> }]>([
    [
      'in the header',
      token => ({ path: '/user/kim/x', headers: { Authorization: `token ${token}` } })
    ],
    [
      'as bearer',
      token => ({ path: '/user/kim/x', headers: { Authorization: `BEARER   ${token} ` } })
    ],
    ['in the address', token => ({ path: `/user/kim/x?a=b&%74oken=${token}`, headers: {} })],
    [
      'in the login cookie',
      token => ({ path: '/user/kim/x', headers: { Cookie: `a=b; ${loginCookie(token)}` } })
    ]
  ])('ends with the token %s', async (_where, withToken) => {
    const { path, headers } = withToken('kims-token');
    const other = withToken('other-token');
    const socket = await socketWith(path, headers);
    const unrelated = await socketWith(other.path, other.headers);
    const end = once(socket, 'close');
    await world.link.revokeTokens([sha256('kims-token')]);
    await end;
    expect(unrelated.readyState).toBe(WebSocket.OPEN);
  });
});

describe('a revoked token', () => {
  it.each<[string, string, Record<string, string>]>([
    ['token', '/user/kim/api/x', { Authorization: 'token kims-token' }],
    ['Token', '/user/kim/api/x', { Authorization: 'TOKEN kims-token' }],
    ['bearer', '/user/kim/api/x', { Authorization: 'Bearer kims-token' }],
    ['query', '/user/kim/api/x?token=kims-token', {}],
    ['encoded', '/user/kim/api/x?to%6ben=kims%2Dtoken', {}]
  ])('is refused for 10 minutes: %s', async (_name, path, headers) => {
    expect((await world.ask(path, { headers })).status).toBe(200);
    await world.link.revokeTokens([sha256('kims-token')]);
    expect((await world.ask(path, { headers })).status).toBe(403);
    world.now = new Date(world.now.getTime() + 9.9 * 60_000);
    expect((await world.ask(path, { headers })).status).toBe(403);
    world.now = new Date(world.now.getTime() + 0.2 * 60_000);
    expect((await world.ask(path, { headers })).status).toBe(200);
  });

  it('that ended with its server is told that this stopped, so that JupyterLab offers to start it', async () => {
    const headers = { Authorization: 'token kims-token' };
    await world.link.closeRoute('/user/kim/');
    await world.link.revokeTokens([sha256('kims-token')]);
    expect((await world.ask('/user/kim/api/kernels', { headers })).status).toBe(424);
  });

  it('is left out of the cookies, so that the server asks for a new one', async () => {
    await world.link.revokeTokens([sha256('kims-token')]);
    const mine = await world.echoed('/user/kim/lab', {
      headers: { Cookie: `a=b; ${loginCookie('kims-token')}` }
    });
    expect(mine.headers['cookie']).toBe('a=b');
    const cookie = `a=b; ${loginCookie('other-token')}`;
    const others = await world.echoed('/user/kim/lab', { headers: { Cookie: cookie } });
    expect(others.headers['cookie']).toBe(cookie);
  });

  it('is refused by a gateway that was started afterwards, and by one whose hub was', async () => {
    await world.link.revokeTokens([sha256('kims-token')]);
    const headers = { Authorization: 'token kims-token' };
    const second = world.newGateway();
    const { port } = await second.listen();
    await eventually(async () => (await ask(port, '/user/kim/api/x')).status === 200);
    expect((await ask(port, '/user/kim/api/x', { headers })).status).toBe(403);
    await second.close({ graceMs: 0 });
    await world.killHub();
    await world.startHub();
    await eventually(async () => (await world.ask('/hub/')).status === 200);
    expect((await world.ask('/user/kim/api/x', { headers })).status).toBe(403);
  });
});
