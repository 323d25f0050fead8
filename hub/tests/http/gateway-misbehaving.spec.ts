import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';

import { ask, eventually, headerValues, World } from './gateway-under-test.js';

/** A server that says whatever bytes it likes, as soon as it is asked. */
class RawServer {
  readonly sockets = new Set<Socket>();
  private says: (socket: Socket, request: string) => void = () => undefined;
  private readonly server = net.createServer(socket => {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    let head = '';
    socket.on('data', chunk => {
      head += chunk.toString('latin1');
      if (head.includes('\r\n\r\n')) {
        const request = head;
        head = '';
        this.says(socket, request);
      }
    });
  });

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Sent by connections that are open. */
  get bytesUnderWay(): number {
    return [...this.sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }

  answers(says: (socket: Socket, request: string) => void): void {
    this.says = says;
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async close(): Promise<void> {
    this.sockets.forEach(socket => socket.destroy());
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}

/** Writes again and again, as fast as it is taken. */
function pour(socket: Socket, piece: Buffer | string): void {
  const more = () => setImmediate(() => !socket.destroyed && socket.write(piece) && more());
  socket.on('drain', more);
  more();
}

const KINDS = ['lab', 'app'] as const;
const PREFIX = { lab: '/user/kim/lab1/', app: '/user/kim/app1/' };

let world: World;
let server: RawServer;
let pass: string;

beforeAll(async () => {
  world = await World.start();
  server = await new RawServer().listen();
  await world.addServer(PREFIX.lab, 'kim', server.port);
  await world.addApp(PREFIX.app, 'kim', { stripPrefix: false }, server.port);
  pass = await world.passInto(PREFIX.app, 'kims-session');
});
afterAll(async () => {
  await server.close();
  await world.stop();
});
afterEach(async () => {
  expect((await world.ask('/user/kim/still-there')).status).toBe(200);
});

const answerOf = (kind: (typeof KINDS)[number], method = 'GET') =>
  world.ask(`${PREFIX[kind]}x`, { method, headers: { Host: 'h', Cookie: pass } });

describe.each(KINDS)('a server of kind %s that misbehaves', kind => {
  it.each<[string, string, RegExp]>([
    ['a status that is none', 'HTTP/1.1 abc Fine\r\n\r\n', /not valid HTTP/],
    ['no status', 'HTTP/1.1\r\n\r\n', /not valid HTTP/],
    ['status 0', 'HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n', /not valid HTTP|ended the/],
    [
      'status 42',
      'HTTP/1.1 042 Less\r\nContent-Length: 0\r\n\r\n',
      /not valid HTTP|ended the connection/
    ],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', /not valid HTTP/],
    [
      'a header without a name',
      'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n',
      /not valid HTTP/
    ],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /not valid HTTP|another length/
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      /not valid HTTP|another length/
    ],
    [
      'gigantic headers',
      `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(2e6)}\r\n\r\n`,
      /larger than 32 KiB/
    ],
    [
      'a great many headers',
      `HTTP/1.1 200 OK\r\n${'X-Many: x\r\n'.repeat(2e5)}\r\n`,
      /larger than 32 KiB/
    ],
    ['nothing', '', /ended the connection/],
    ['a part of its headers', 'HTTP/1.1 200 OK\r\nX-Half: ', /ended the connection|not valid/],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfree',
      /not valid HTTP/
    ],
    ['continue, unasked', 'HTTP/1.1 100 Continue\r\n\r\n', /not valid HTTP|ended the connection/]
  ])('says %s: 502, with the reason', async (_what, bytes, reason) => {
    server.answers(socket => socket.end(Buffer.from(bytes, 'latin1')));
    for (const method of ['GET', 'POST']) {
      const { status, body } = await answerOf(kind, method);
      expect([method, status]).toEqual([method, 502]);
      expect(body).toMatch(reason);
    }
  });

  it('floods with provisional answers, and is broken off when the client goes', async () => {
    server.answers(socket => {
      const flood = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1000);
      pour(socket, flood);
    });
    const path = `${PREFIX[kind]}x`;
    const request = http.get({ port: world.port, path, headers: { Cookie: pass } });
    request.on('error', () => undefined);
    await eventually(() => server.bytesUnderWay > 1e6);
    expect((await world.ask('/user/kim/meanwhile')).status).toBe(200);
    request.destroy();
    await eventually(() => server.bytesUnderWay === 0, 'the end');
  });

  it('sends a body without end: no faster than it is read, no longer than the client is there', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    server.answers(socket => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      pour(socket, chunk);
    });
    const path = `${PREFIX[kind]}x`;
    const request = http.get({ port: world.port, path, headers: { Cookie: pass } });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.on('error', () => undefined);
    let before = -1;
    // Nobody reads: what fits into the buffers on the way is sent, and then nothing any more.
    await eventually(async () => {
      const now = server.bytesUnderWay;
      const isQuiet = now === before;
      before = now;
      await new Promise(resolve => setTimeout(resolve, 200));
      return isQuiet;
    }, 'a rest');
    expect(before).toBeLessThan(64e6);
    request.destroy();
    await eventually(() => server.bytesUnderWay === 0, 'the end');
  });

  it('gives a reason that cannot be said: the status is passed on without', async () => {
    server.answers(socket => socket.end('HTTP/1.1 203 F\x01ne\r\nContent-Length: 0\r\n\r\n'));
    const { status, message } = await answerOf(kind);
    expect([status, message]).toEqual([203, '']);
  });

  it('ends too early: the client sees that it is not all', async () => {
    server.answers(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
    await expect(answerOf(kind)).rejects.toThrow(/aborted|hang up/);
    server.answers(socket =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf')
    );
    await expect(answerOf(kind)).rejects.toThrow(/aborted|hang up/);
  });

  it('speaks HTTP/1.0, which is passed on', async () => {
    server.answers(socket => socket.end('HTTP/1.0 200 Old\r\nX-Old: yes\r\n\r\nfine'));
    const { status, message, headers, body } = await answerOf(kind);
    expect([status, message, headers['x-old'], body]).toEqual([200, 'Old', 'yes', 'fine']);
  });

  it('sends hostile trailers, of which none sets a cookie', async () => {
    server.answers(socket =>
      socket.end(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n' +
          'X-Fine: yes\r\nSet-Cookie: labcommons-session=evil\r\nClear-Site-Data: "*"\r\n\r\n'
      )
    );
    const { body, trailers } = await answerOf(kind);
    expect(body).toBe('fine');
    expect(trailers).toEqual({ 'x-fine': 'yes' });
  });

  it('speaks for the whole origin, or to a proxy in front of it: nobody hears', async () => {
    const forbidden = [
      'Service-Worker-Allowed: /',
      'Clear-Site-Data: "*"',
      'Cross-Origin-Opener-Policy: unsafe-none',
      'Strict-Transport-Security: max-age=1',
      'Alt-Svc: h2="evil:443"',
      'Secure-Session-Registration: (ES256);path="/";challenge="a"',
      'Use-As-Dictionary: match="/*"',
      'Set-Login: logged-out',
      'X-Accel-Redirect: /etc/passwd',
      'X-Accel-Expires: 99999',
      'X-Sendfile: /etc/passwd',
      'X-LabCommons-Bytes: {"kind":"read"}'
    ];
    const head = ['HTTP/1.1 200 OK', ...forbidden, 'X-Accel-Buffering: no', 'Content-Length: 0'];
    server.answers(socket => socket.end(`${head.join('\r\n')}\r\n\r\n`));
    const { rawHeaders } = await answerOf(kind);
    const names = rawHeaders.filter((_, i) => i % 2 === 0).map(name => name.toLowerCase());
    expect(names.sort()).toEqual(['connection', 'content-length', 'x-accel-buffering']);
  });

  it('sets cookies: its own for its own path, those of nobody else', async () => {
    const cookies = [
      'fine=1; HttpOnly; Path=/user/kim/' + PREFIX[kind].split('/')[3] + '/sub',
      'wide=1; Domain=example.org; Path=' + PREFIX[kind],
      'labcommons-session=evil; Path=' + PREFIX[kind],
      '__Host-labcommons-session=evil; Path=/; Secure',
      'labcommons-app=evil; Path=' + PREFIX[kind],
      'jupyterhub-session-id=evil; Path=' + PREFIX[kind],
      'root=1; Path=/',
      'hub=1; Path=/hub/'
    ];
    const head = ['HTTP/1.1 200 OK', ...cookies.map(cookie => `Set-Cookie: ${cookie}`)];
    server.answers(socket => socket.end(`${head.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`));
    const { rawHeaders } = await answerOf(kind);
    const set = headerValues(rawHeaders, 'set-cookie');
    expect(set).toContain(
      kind === 'lab' ? `wide=1; Path=${PREFIX.lab}` : `wide=1; Path=${PREFIX.app}`
    );
    expect(set.every(cookie => cookie.includes(`Path=${PREFIX[kind]}`))).toBe(true);
    // A program does not know better; JupyterLab does, and what it asks for elsewhere is not for itself.
    expect(set.map(cookie => cookie.split('=')[0])).toEqual(
      kind === 'lab' ? ['fine', 'wide'] : ['fine', 'wide', 'root', 'hub']
    );
  });

  it('leads elsewhere: that is for the browser to follow', async () => {
    server.answers(socket =>
      socket.end(
        'HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/a\r\nContent-Length: 0\r\n\r\n'
      )
    );
    const { status, headers } = await answerOf(kind);
    expect([status, headers.location]).toEqual([302, 'https://elsewhere.example/a']);
  });

  it.each<[string, string, RegExp]>([
    ['a control character in its reason', 'HTTP/1.1 403 N\x01\r\nContent-Length: 0\r\n\r\n', /403/],
    ['status 42', 'HTTP/1.1 042 Less\r\nContent-Length: 0\r\n\r\n', /502/],
    ['gigantic headers', `HTTP/1.1 101 Fine\r\nX-Large: ${'x'.repeat(2e6)}\r\n\r\n`, /502/],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /502/],
    ['nothing', '', /50[23]/]
  ])('answers a websocket with %s', async (_what, bytes, status) => {
    server.answers(socket => socket.end(Buffer.from(bytes, 'latin1')));
    const answer = await world.raw(
      `GET ${PREFIX[kind]}ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nCookie: ${pass}\r\n\r\n`
    );
    expect(answer.split('\r\n')[0]).toMatch(status);
  });
});

it('asks no server of a stranger', async () => {
  let asked = 0;
  server.answers(socket => {
    asked += 1;
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
  expect((await ask(world.port, `${PREFIX.app}x`, { headers: { Accept: '*/*' } })).status).toBe(
    401
  );
  expect(asked).toBe(0);
});
