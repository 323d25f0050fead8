import http from 'node:http';

import { freePort } from '../../src/testing/free-port.js';
import { ask, eventually, FakeServer, headerValues, World } from './gateway-under-test.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

describe('paths', () => {
  it('keeps what follows the prefix as the client wrote it', async () => {
    const rest = 'files/a%2Fb%20c+d//E%5c%41?x=%zz&y=a+b&&';
    const { url } = await world.echoed(`/user/kim/${rest}`);
    expect(url).toBe(`/user/kim/${rest}`);
  });

  it.each(['/user/%6bim/lab', '/%75ser/kim/lab', '/user/k%69m/lab'])(
    'forwards %s with the canonical prefix',
    async path => {
      expect((await world.echoed(path)).url).toBe('/user/kim/lab');
    }
  );

  it.each([
    '/user/kim/../kim/lab',
    '/user/kim/%2e%2e/x',
    '/user/kim/a/./b',
    '/user/kim/a/%2E',
    '/user/../hub/',
    '/user/%2e%2e%2fkim/x',
    '/user/k\\im/x',
    '/user/kim/a\\b',
    '/user/kim%5c/x',
    '/hub/api/users/kim/servers/.',
    '/hub/api/users/..%2fkim',
    '/hub/a%5cb',
    '/hub/%zz',
    '/hub/%ff',
    '/user/%ff/',
    '/user/%e0%a4%a/',
    '/user/kim/%',
    '/user/kim/%ff'
  ])('answers 400 to %s', async path => {
    const before = world.server.seen.length + world.hub.seen.length;
    expect((await world.ask(path)).status).toBe(400);
    expect(world.server.seen.length + world.hub.seen.length).toBe(before);
  });

  it.each([
    ['/', '/hub/'],
    ['/hub', '/hub/'],
    ['/user', '/hub/'],
    ['/user/', '/hub/'],
    ['/constructor/x', '/hub/'],
    ['/__proto__/x', '/hub/'],
    ['//evil.example/user/kim/', '/hub/'],
    ['/user//kim/', '/hub/'],
    ['/user/kim', '/user/kim/'],
    ['/user/kim?a=b', '/user/kim/?a=b'],
    ['/user/%6bim', '/user/kim/']
  ])('leads %s to %s', async (path, location) => {
    const { status, headers } = await world.ask(path);
    expect([status, headers.location]).toEqual([302, location]);
  });

  it('tells that it lives', async () => {
    const { status, body } = await world.ask('/_gateway/health');
    expect([status, body]).toEqual([200, '{"status":"OK"}']);
  });
});

describe('a server that does not run', () => {
  it.each([
    '/user/kimx/lab',
    '/user/constructor/lab',
    '/user/__proto__/',
    '/user/bob',
    '/user/bob/lab/tree/a%20b?x=1'
  ])('leads a person at %s to the page of the hub', async path => {
    const { status, headers } = await world.ask(path);
    expect([status, headers.location]).toEqual([302, `/hub${path}`]);
  });

  it.each<[string, string, http.OutgoingHttpHeaders]>([
    ['GET', '/user/bob/api/kernels', {}],
    ['GET', '/user/bob/gpu/api', {}],
    ['GET', '/user/bob/lab/%61pi/settings', {}],
    ['GET', '/user/bob/lab', { Accept: 'application/json' }],
    ['GET', '/user/bob/lab', { Accept: 'text/html;q=0.5, application/json' }],
    ['POST', '/user/bob/anything', {}],
    ['DELETE', '/user/bob/api/kernels/1', {}],
    ['PUT', '/user/bob/', {}],
    ['OPTIONS', '/user/bob/x', {}]
  ])('tells a program: %s %s %j', async (method, path, headers) => {
    const { status, body } = await world.ask(path, { method, headers });
    expect(status).toBe(424);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/server-stopped', status: 424 });
    expect(JSON.parse(body)).toHaveProperty('message');
  });

  it.each(['api', 'kim'])('does not take the user name %s for a path of an API', async name => {
    const path = `/user/${name}x/lab`.replace('apix', 'api');
    expect((await world.ask(path)).status).toBe(302);
  });

  it('is told from one that does not answer', async () => {
    await world.addServer('/user/dead/', 'dead', 1);
    world.now = new Date(world.now.getTime() + 60_000);
    const page = await world.ask('/user/dead/lab', { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    const api = await world.ask('/user/dead/api/kernels');
    expect(api.status).toBe(503);
    expect(JSON.parse(api.body)).toMatchObject({ type: '/problems/server-unreachable' });
  });

  it('is waited for a moment while its route is new', async () => {
    const port = await freePort();
    await world.addServer('/user/late/', 'late', port);
    const answer = world.ask('/user/late/x');
    await new Promise(resolve => setTimeout(resolve, 50));
    const late = http
      .createServer((_request, response) => response.end('here'))
      .listen(port, '127.0.0.1');
    expect(await answer).toMatchObject({ status: 200, body: 'here' });
    late.closeAllConnections();
    late.close();
  });
});

describe('names', () => {
  it.each([
    ['a@b.c', '/user/a@b.c/'],
    ["o'n!*()", '/user/o%27n%21%2A%28%29/'],
    ['my srv', '/user/my%20srv/'],
    ['constructor', '/user/constructor/'],
    ['__proto__', '/user/__proto__/'],
    ['x'.repeat(64), `/user/${'x'.repeat(64)}/`]
  ])('finds %s however it is escaped', async (owner, prefix) => {
    await world.addServer(prefix, owner);
    const everything = [...Buffer.from(owner)].map(byte => `%${byte.toString(16)}`).join('');
    for (const spelling of [encodeURIComponent(owner), everything]) {
      expect((await world.echoed(`/user/${spelling}/lab`)).url).toBe(`${prefix}lab`);
    }
    await world.link.removeRoute(prefix);
    expect((await world.ask(`${prefix}lab`)).status).toBe(302);
  });

  it('takes the longest prefix on whole segments for named servers', async () => {
    const gpu = await new FakeServer().listen(0);
    gpu.answers((_request, response) => response.end('gpu'));
    await world.addServer('/user/kim/gpu/', 'kim', gpu.port);
    expect((await world.ask('/user/kim/gpu/lab')).body).toBe('gpu');
    expect((await world.ask('/user/kim/%67pu/lab')).body).toBe('gpu');
    expect((await world.echoed('/user/kim/gpux/lab')).url).toBe('/user/kim/gpux/lab');
    expect((await world.ask('/user/kim/gpu?q')).headers.location).toBe('/user/kim/gpu/?q');
    await world.link.closeRoute('/user/kim/gpu/');
    const stopped = await world.ask('/user/kim/gpu/api/kernels');
    expect([stopped.status, JSON.parse(stopped.body).type]).toEqual([
      424,
      '/problems/server-stopped'
    ]);
    expect((await world.ask('/user/kim/gpu/lab')).headers.location).toBe('/hub/user/kim/gpu/lab');
    expect((await world.echoed('/user/kim/gpux/lab')).url).toBe('/user/kim/gpux/lab');
    const second = world.newGateway();
    const { port } = await second.listen();
    await eventually(async () => (await ask(port, '/user/kim/api/x')).status === 200);
    expect((await ask(port, '/user/kim/gpu/api/x')).status).toBe(424);
    await second.close({ graceMs: 0 });
    await world.link.removeRoute('/user/kim/gpu/');
    expect((await world.echoed('/user/kim/gpu/lab')).url).toBe('/user/kim/gpu/lab');
    await gpu.close();
  });

  it('does not take an escaped slash for a separator', async () => {
    expect((await world.ask('/user/kim%2Flab/x')).headers.location).toBe('/hub/user/kim%2Flab/x');
  });
});

describe('request headers', () => {
  it('keeps order, spelling and repetition, and the host', async () => {
    const { rawHeaders, headers } = await world.echoed('/user/kim/', {
      headers: [
        'Host',
        'lab.example:8000',
        'X-Twice',
        '1',
        'x-tWICE',
        '2',
        'Sec-Fetch-Mode',
        'cors',
        'Origin',
        'http://o',
        'X-XSRFToken',
        't',
        'Authorization',
        'token abc'
      ]
    });
    expect(headerValues(rawHeaders, 'x-twice')).toEqual(['1', '2']);
    expect(rawHeaders).toContain('x-tWICE');
    expect(headers).toMatchObject({
      host: 'lab.example:8000',
      'sec-fetch-mode': 'cors',
      origin: 'http://o',
      'x-xsrftoken': 't',
      authorization: 'token abc'
    });
  });

  it('says itself who asks, whatever the client claims', async () => {
    const { headers, rawHeaders } = await world.echoed('/user/kim/', {
      headers: {
        Host: 'lab.example:8000',
        'X-Forwarded-For': '6.6.6.6',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': 'evil',
        'X-Forwarded-Port': '1',
        'X-Forwarded-Prefix': '/evil',
        Forwarded: 'for=6.6.6.6;proto=https',
        'X-Scheme': 'https',
        'X-Real-IP': '6.6.6.6',
        'X-LabCommons-Listener': 'inside',
        'Proxy-Authorization': 'x',
        Proxy: 'http://evil',
        // The same to whoever reads headers as environment variables.
        X_Forwarded_For: '6.6.6.6',
        X_LabCommons_Listener: 'inside'
      }
    });
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'lab.example:8000',
      'x-forwarded-port': '8000'
    });
    expect(headerValues(rawHeaders, 'x-forwarded-for')).toHaveLength(1);
    for (const name of [
      'forwarded',
      'x-scheme',
      'x-real-ip',
      'x-forwarded-prefix',
      'x-labcommons-listener',
      'proxy-authorization',
      'proxy',
      'x_forwarded_for',
      'x_labcommons_listener'
    ]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('drops what belongs to one connection and what Connection names, but never what frames the request', async () => {
    const { headers, body } = await world.echoed('/user/kim/', {
      method: 'POST',
      body: 'four',
      headers: {
        Connection: 'close, X-Secret, Host, Content-Length',
        'X-Secret': '1',
        'Keep-Alive': 'timeout=1',
        TE: 'trailers',
        Upgrade: 'h2c',
        'Content-Length': 4
      }
    });
    expect(body).toBe('four');
    expect(headers['host']).toBe(`127.0.0.1:${world.port}`);
    for (const name of ['x-secret', 'keep-alive', 'te', 'upgrade']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('keeps the cookies of the hub from users’ servers and gives them to the hub', async () => {
    const cookie =
      'a=1; labcommons-session=secret; jupyterhub-session-id=kims-session;__Host-labcommons-session=secret; _xsrf=x';
    const headers = { Cookie: cookie };
    const seen = await world.echoed('/user/kim/', { headers });
    expect(seen.headers['cookie']).toBe('a=1; jupyterhub-session-id=kims-session; _xsrf=x');
    expect((await world.echoed('/hub/home', { headers })).headers['cookie']).toBe(cookie);
    const split = ['Host', 'h', 'Cookie', 'a=1', 'Cookie', '__Host-labcommons-session=secret'];
    expect((await world.echoed('/user/kim/', { headers: split })).headers['cookie']).toBe('a=1');
  });

  it('tells the hub by which listener a request came', async () => {
    const { headers } = await world.echoed('/hub/api/', {
      headers: { 'X-LabCommons-Listener': 'inside' }
    });
    expect(headers['x-labcommons-listener']).toBe('public');
  });
});

describe('response headers', () => {
  it('passes status, reason, repeated headers and trailers', async () => {
    world.server.answers((_request, response) => {
      response.writeHead(418, 'Short and stout', [
        'X-Twice',
        '1',
        'x-Twice',
        '2',
        'Trailer',
        'X-Sum',
        'Date',
        'long ago'
      ]);
      response.write('tea');
      response.addTrailers({ 'X-Sum': '42' });
      response.end();
    });
    const answer = await world.ask('/user/kim/');
    expect(answer).toMatchObject({
      status: 418,
      message: 'Short and stout',
      body: 'tea',
      trailers: { 'x-sum': '42' }
    });
    expect(headerValues(answer.rawHeaders, 'x-twice')).toEqual(['1', '2']);
    expect(headerValues(answer.rawHeaders, 'date')).toEqual(['long ago']);
  });

  it('lets no server speak for the whole origin', async () => {
    const dropped = [
      'Service-Worker-Allowed',
      'Clear-Site-Data',
      'Cross-Origin-Opener-Policy',
      'Alt-Svc',
      'Report-To',
      'NEL',
      'Strict-Transport-Security'
    ];
    world.server.answers((_request, response) => {
      response.writeHead(200, [
        ...dropped.flatMap(name => [name, 'x']),
        ...[
          '_xsrf=a; Path=/user/kim/',
          'own=b',
          'own=c; path=/user/kim',
          'own=d; Path=/user/kim/lab; HttpOnly'
        ].flatMap(cookie => ['Set-Cookie', cookie]),
        ...[
          '_xsrf=a; Path=/',
          '_xsrf=a; Path=/hub/',
          'x=a; Path=/user/kimx/',
          'x=a; Path=/user/kim/; path=/',
          'labcommons-session=a; Path=/user/kim/',
          '__Host-labcommons-session=a; Path=/',
          'jupyterhub-session-id=a; Path=/user/kim/',
          '=labcommons-session=a'
        ].flatMap(cookie => ['set-cookie', cookie])
      ]);
      response.end();
    });
    const { headers } = await world.ask('/user/kim/');
    expect(headers['set-cookie']).toEqual([
      '_xsrf=a; Path=/user/kim/',
      'own=b',
      'own=c; path=/user/kim',
      'own=d; Path=/user/kim/lab; HttpOnly'
    ]);
    for (const name of dropped) {
      expect(headers).not.toHaveProperty(name.toLowerCase());
    }
  });

  it('leaves the hub’s own answers alone', async () => {
    world.hub.answers((_request, response) => {
      response.writeHead(200, {
        'Set-Cookie': 'labcommons-session=a; Path=/hub/',
        'Clear-Site-Data': '"cache"'
      });
      response.end();
    });
    const { headers } = await world.ask('/hub/home');
    expect(headers).toMatchObject({
      'set-cookie': ['labcommons-session=a; Path=/hub/'],
      'clear-site-data': '"cache"'
    });
  });
});

describe('bodies', () => {
  it('streams an answer as it comes, headers first', async () => {
    let finish = (): void => undefined;
    world.server.answers((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
      finish = () => {
        response.write('one');
        finish = () => response.end('two');
      };
    });
    const request = http.get({ port: world.port, path: '/user/kim/stream' });
    const [response] = await new Promise<[http.IncomingMessage]>(resolve =>
      request.once('response', message => resolve([message]))
    );
    finish();
    const chunk = await new Promise<Buffer>(resolve => response.once('data', resolve));
    expect(chunk.toString()).toBe('one');
    finish();
    const rest = await new Promise<Buffer>(resolve => response.once('data', resolve));
    expect(rest.toString()).toBe('two');
  });

  it('streams an upload of unknown length without holding it', async () => {
    let received = 0;
    let isHeld = true;
    let letGo = (): void => undefined;
    world.server.answers((request, response) => {
      letGo = () => {
        isHeld = false;
        request.on('data', (chunk: Buffer) => (received += chunk.length));
        request.on('end', () => response.end(String(received)));
      };
    });
    const upload = http.request({ port: world.port, path: '/user/kim/files/x', method: 'PUT' });
    const answered = new Promise<string>(resolve =>
      upload.once('response', response => response.once('data', data => resolve(String(data))))
    );
    const piece = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const total = 64;
    const sending = (async () => {
      for (; sent < total; sent++) {
        if (!upload.write(piece)) {
          await new Promise(resolve => upload.once('drain', resolve));
        }
      }
      upload.end();
    })();
    await eventually(() => world.server.seen.at(-1)?.method === 'PUT');
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(isHeld).toBe(true);
    expect(sent).toBeLessThan(total);
    letGo();
    await sending;
    expect(await answered).toBe(String(total * piece.length));
  });

  it('lets a server refuse an upload before it has read it', async () => {
    world.server.answers((_request, response) => {
      response.writeHead(413);
      response.end('too large');
    });
    const { status, body } = await world.ask('/user/kim/files/x', {
      method: 'PUT',
      body: 'x'.repeat(3_000_000)
    });
    expect([status, body]).toEqual([413, 'too large']);
  });

  it('aborts the server’s side when the client goes', async () => {
    let isAborted = false;
    world.server.answers((_request, response) => {
      response.writeHead(200);
      response.write('x');
      response.once('close', () => (isAborted = true));
    });
    const request = http.get({ port: world.port, path: '/user/kim/slow' });
    request.on('error', () => undefined);
    request.once('response', () => request.destroy());
    await eventually(() => isAborted, 'the abort');
  });

  it('breaks off the client’s side when the server does', async () => {
    world.server.answers((request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('x');
      setImmediate(() => request.socket.destroy());
    });
    await expect(world.ask('/user/kim/broken')).rejects.toThrow();
  });

  it('serves many slow requests of one user at once', async () => {
    const waiting: http.ServerResponse[] = [];
    world.server.answers((_request, response) => {
      waiting.push(response);
      if (waiting.length === 100) {
        waiting.forEach(each => each.end('all here'));
      }
    });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => world.ask('/user/kim/poll'))
    );
    expect(answers.every(({ body }) => body === 'all here')).toBe(true);
  });

  it.each(['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'PROPFIND'])('forwards %s', async method => {
    world.server.answers((request, response) => {
      response.setHeader('X-Method', request.method ?? '');
      response.setHeader('Content-Length', 5);
      response.end(request.method === 'HEAD' ? undefined : 'hello');
    });
    const { status, headers } = await world.ask('/user/kim/x', { method });
    expect([status, headers['x-method'], headers['content-length']]).toEqual([200, method, '5']);
  });
});

it('serves no service worker from the hub and does not stand in the way of a server’s own', async () => {
  const headers = { 'Service-Worker': 'script' };
  world.server.answers((_request, response) => response.end('worker'));
  expect((await world.ask('/hub/api/v1/x.js', { headers })).status).toBe(403);
  expect((await world.ask('/user/kim/static/sw.js', { headers })).body).toBe('worker');
});
