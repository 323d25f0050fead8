import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';

import WebSocket, { WebSocketServer } from 'ws';

import { until } from '../../src/testing/until.js';
import { World } from './gateway-under-test.js';

let world: World;
let sockets: WebSocketServer;
const requests: IncomingMessage[] = [];

beforeAll(async () => {
  world = await World.start();
  sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: offered => [...offered].find(name => name.startsWith('v1.')) ?? false
  });
  sockets.on('connection', socket => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  world.server.server.on(
    'upgrade',
    (request: IncomingMessage, socket: net.Socket, head: Buffer) => {
      requests.push(request);
      if (request.url?.endsWith('/forbidden')) {
        socket.end(
          'HTTP/1.1 403 Not for you\r\nX-Why: because\r\nService-Worker-Allowed: /\r\nContent-Length: 2\r\n\r\nno'
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, client => sockets.emit('connection', client));
    }
  );
});
afterAll(async () => {
  sockets.clients.forEach(client => client.terminate());
  await world.stop();
});

function open(
  path: string,
  options: WebSocket.ClientOptions = {},
  protocols: string[] = []
): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${world.port}${path}`, protocols, options);
  socket.on('error', () => undefined);
  return socket;
}

async function opened(
  path = '/user/kim/api/kernels/1/channels',
  options: WebSocket.ClientOptions = {}
): Promise<WebSocket> {
  const socket = open(path, options);
  await once(socket, 'open');
  return socket;
}

async function refused(
  path: string,
  options: WebSocket.ClientOptions = {}
): Promise<IncomingMessage> {
  const [, response] = (await once(open(path, options), 'unexpected-response')) as [
    unknown,
    IncomingMessage
  ];
  return response;
}

it('negotiates the subprotocol between the client and the server', async () => {
  const socket = open('/user/kim/api/kernels/1/channels', {}, [
    'v1.kernel.websocket.jupyter.org',
    'other'
  ]);
  await once(socket, 'open');
  expect(socket.protocol).toBe('v1.kernel.websocket.jupyter.org');
  socket.close();
});

it('carries messages of 1 MiB and more both ways', async () => {
  const socket = await opened();
  for (const size of [0, 1, 1024 * 1024, 20 * 1024 * 1024]) {
    const message = Buffer.alloc(size, 'x');
    socket.send(message);
    const [back] = (await once(socket, 'message')) as [Buffer];
    expect(back.equals(message)).toBe(true);
  }
  socket.close();
});

it('passes pings, and closes with the code of the other side', async () => {
  const socket = await opened();
  socket.ping('are you there');
  const [pong] = (await once(socket, 'pong')) as [Buffer];
  expect(pong.toString()).toBe('are you there');
  sockets.clients.forEach(client => client.close(4001, 'enough'));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([4001, 'enough']);
});

it('tells the server the same headers as of other requests', async () => {
  const socket = await opened('/user/%6bim/x?a=%zz', {
    headers: {
      Cookie: 'a=1; labcommons-session=secret',
      'X-Forwarded-For': '6.6.6.6',
      Forwarded: 'for=6.6.6.6'
    },
    origin: 'http://lab.example'
  });
  const { url, headers } = requests.at(-1)!;
  expect(url).toBe('/user/kim/x?a=%zz');
  expect(headers).toMatchObject({
    cookie: 'a=1',
    'x-forwarded-for': '127.0.0.1',
    origin: 'http://lab.example',
    host: `127.0.0.1:${world.port}`,
    upgrade: 'websocket'
  });
  expect(headers).not.toHaveProperty('forwarded');
  socket.terminate();
});

it('forwards what the client sent right behind its request', async () => {
  const text = await new Promise<string>(resolve => {
    const socket = net.connect(world.port, '127.0.0.1');
    const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]).toString('latin1');
    let seen = '';
    socket.on('data', chunk => {
      seen += chunk.toString('latin1');
      if (seen.endsWith('hi')) {
        socket.destroy();
        resolve(seen);
      }
    });
    socket.write(
      `GET /user/kim/x HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n${frame}`,
      'latin1'
    );
  });
  expect(text).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\n/);
  expect(text).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

it('relays an answer that is not 101', async () => {
  const response = await refused('/user/kim/forbidden');
  expect([response.statusCode, response.statusMessage]).toEqual([403, 'Not for you']);
  expect(response.headers).toMatchObject({ 'x-why': 'because' });
  expect(response.headers).not.toHaveProperty('service-worker-allowed');
  const [body] = (await once(response, 'data')) as [Buffer];
  expect(body.toString()).toBe('no');
});

it.each([
  ['/user/bob/api/kernels/1/channels', 424],
  ['/hub/api/v1/events', 424],
  ['/elsewhere', 424],
  ['/user/kim%5c/x', 400]
])('answers %s with %i', async (path, status) => {
  expect((await refused(path)).statusCode).toBe(status);
});

it('answers 503 where the server is not reached', async () => {
  await world.addServer('/user/dead/', 'dead', 1);
  world.now = new Date(world.now.getTime() + 60_000);
  expect((await refused('/user/dead/x')).statusCode).toBe(503);
});

it.each(['h2c', 'foo', 'websocket, h2c'])('refuses an upgrade to %s', async protocol => {
  const before = requests.length + world.server.seen.length;
  const answer = await world.raw(
    `GET /user/kim/x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(requests.length + world.server.seen.length).toBe(before);
});

it('refuses a websocket with a body', async () => {
  const answer = await world.raw(
    'GET /user/kim/x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\nabc'
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
});

it('ends the server’s side when the client vanishes, and the other way round', async () => {
  const socket = await opened();
  const [client] = [...sockets.clients].slice(-1);
  const closed = once(client!, 'close');
  socket.terminate();
  await closed;
  const another = await opened();
  const gone = once(another, 'close');
  [...sockets.clients].at(-1)!.terminate();
  await gone;
});

it('gives up a server that takes nothing of what a client left behind', async () => {
  const accepted: net.Socket[] = [];
  const deaf = net.createServer(socket => {
    accepted.push(socket.on('error', () => undefined).pause());
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    );
  });
  try {
    deaf.listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const { port } = deaf.address() as net.AddressInfo;
    await world.addServer('/user/deaf/', 'deaf', port);
    const client = net.connect(world.port, '127.0.0.1').on('error', () => undefined);
    client.write(
      'GET /user/deaf/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    );
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 101 /);
    client.write(Buffer.alloc(32 * 1024 * 1024));
    client.destroy();
    // What it does not read cannot tell it that the other side is gone; what it says does.
    await until('the gateway has let go of it', () => {
      accepted[0]!.write('still there?');
      return accepted[0]!.destroyed;
    });
  } finally {
    accepted.forEach(socket => socket.destroy());
    deaf.close();
  }
}, 60_000);

it('takes no more from a server than its client reads', async () => {
  const sent = Buffer.alloc(64 * 1024 * 1024, 'abcdefghijk');
  let isTaken = false;
  const talker = net.createServer(socket => {
    socket.on('error', () => undefined).resume();
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    );
    socket.end(sent, () => (isTaken = true));
  });
  talker.listen(0, '127.0.0.1');
  await once(talker, 'listening');
  const { port } = talker.address() as net.AddressInfo;
  await world.addServer('/user/talker/', 'talker', port);
  const client = net.connect(world.port, '127.0.0.1');
  try {
    client.write(
      'GET /user/talker/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    );
    await once(client, 'readable');
    // Others are served meanwhile, through the same gateway.
    const other = await opened();
    for (let round = 0; round < 200; round++) {
      other.send('x');
      await once(other, 'message');
    }
    other.close();
    expect(isTaken).toBe(false);
    const chunks: Buffer[] = [];
    for await (const chunk of client) {
      chunks.push(chunk as Buffer);
    }
    const received = Buffer.concat(chunks);
    expect(received.subarray(received.indexOf('\r\n\r\n') + 4).equals(sent)).toBe(true);
  } finally {
    client.destroy();
    talker.close();
  }
});

describe('while the hub is restarted', () => {
  it('ends those of servers and sign-ins that are gone when it is back', async () => {
    await world.addServer('/user/ann/', 'ann');
    await world.link.openSession('anns-session');
    const ofAnn = await opened('/user/ann/x');
    const bySession = await opened('/user/kim/x', {
      headers: { Cookie: 'jupyterhub-session-id=anns-session' }
    });
    const other = await opened('/user/kim/x', {
      headers: { Cookie: 'jupyterhub-session-id=kims-session' }
    });
    const ends = [once(ofAnn, 'close'), once(bySession, 'close')];
    await world.killHub();
    await world.startHub();
    await Promise.all(ends);
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.close();
  });
});
