import { randomBytes } from 'node:crypto';
import net from 'node:net';

import { World } from './gateway-under-test.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
afterEach(async () => {
  expect((await world.ask('/user/kim/lab')).status).toBe(200);
});

const HOST = 'Host: h\r\n';

it.each<[string, string]>([
  [
    'both lengths',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
  ],
  [
    'both lengths, the other way round',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`
  ],
  [
    'two lengths',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`
  ],
  [
    'a length twice',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`
  ],
  ['a negative length', `POST /user/kim/ HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`],
  ['a hexadecimal length', `POST /user/kim/ HTTP/1.1\r\n${HOST}Content-Length: 0x4\r\n\r\nabcd`],
  [
    'an unknown transfer encoding',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`
  ],
  ['identity', `POST /user/kim/ HTTP/1.1\r\n${HOST}Transfer-Encoding: identity\r\n\r\n`],
  [
    'a disguised transfer encoding',
    `POST /user/kim/ HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`
  ],
  [
    'chunks in HTTP/1.0',
    `POST /user/kim/ HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
  ],
  ['no host', 'GET /user/kim/ HTTP/1.1\r\n\r\n'],
  ['two hosts', `GET /user/kim/ HTTP/1.1\r\n${HOST}Host: evil\r\n\r\n`],
  ['a host with a path', 'GET /user/kim/ HTTP/1.1\r\nHost: h/../evil\r\n\r\n'],
  ['an absolute address', `GET http://h/user/kim/ HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
  ['no path', `OPTIONS * HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
  ['raw bytes in the path', `GET /user/kim/\xc3\xa9 HTTP/1.1\r\n${HOST}\r\n`],
  ['a space in the path', `GET /user/kim/a b HTTP/1.1\r\n${HOST}\r\n`],
  ['a fragment', `GET /user/kim/a#b HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
  ['a folded header', `GET /user/kim/ HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`],
  ['a bare line feed', `GET /user/kim/ HTTP/1.1\nHost: h\n\n`],
  ['a zero byte', `GET /user/kim/ HTTP/1.1\r\n${HOST}X-A: b\0c\r\n\r\n`],
  [
    'two credentials',
    `GET /user/kim/ HTTP/1.1\r\n${HOST}Authorization: token a\r\nAuthorization: token b\r\n\r\n`
  ],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']
])('refuses %s with 400 and sends nothing on', async (_what, bytes) => {
  const before = world.server.seen.length + world.hub.seen.length;
  const answer = await world.raw(
    bytes.includes('Connection: close')
      ? bytes
      : bytes.replace(HOST, `${HOST}Connection: close\r\n`)
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(world.server.seen.length + world.hub.seen.length).toBe(before);
});

it('refuses headers that are too large', async () => {
  const answer = await world.raw(
    `GET /user/kim/ HTTP/1.1\r\n${HOST}X-A: ${'x'.repeat(40_000)}\r\n\r\n`
  );
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
});

it('forwards a great many headers, the last one too', async () => {
  const many = Array.from({ length: 2_500 }, (_, i) => [`X${i}`, '1']).flat();
  const { rawHeaders } = await world.echoed('/user/kim/', {
    headers: ['Host', 'h', ...many, 'X-Last', '1']
  });
  expect(rawHeaders).toContain('X-Last');
});

it.each(['CONNECT evil.example:443', 'TRACE /user/kim/'])('does not do %s', async line => {
  const before = world.server.seen.length;
  const answer = await world.raw(`${line} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
  expect(answer).toMatch(/^(?:$|HTTP\/1.1 405 )/);
  expect(world.server.seen.length).toBe(before);
});

it('tells pipelined requests apart', async () => {
  const answer = await world.raw(
    `GET /user/kim/one HTTP/1.1\r\n${HOST}\r\nPOST /hub/two HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabcGET /user/kim/three HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`
  );
  const urls = [...answer.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url);
  expect(urls).toEqual(['/user/kim/one', '/hub/two', '/user/kim/three']);
});

it('answers what it cannot read without ever failing itself', async () => {
  const pieces = [
    'GET',
    'POST',
    'get',
    ' ',
    '  ',
    '/',
    '/user/kim/',
    '/user/',
    '%',
    '%2e%2e',
    '%ff',
    '\\',
    '//',
    '..',
    '?',
    '#',
    '*',
    'http://',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/9.9',
    '\r\n',
    '\n',
    '\r',
    '\0',
    ':',
    'Host: h',
    'Cookie: ;;==;"',
    'Authorization: ',
    'Connection: upgrade',
    'Upgrade: websocket',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Accept: ,;q=json',
    'Expect: 100-continue',
    'Expect: x',
    '0\r\n\r\n',
    'ffffffffffffffff\r\n',
    '\xff\xfe'
  ];
  const picks = randomBytes(20 * 400);
  for (let round = 0; round < 400; round++) {
    const chosen = [...picks.subarray(round * 20, round * 20 + 1 + (picks[round]! % 19))].map(
      byte => pieces[byte % pieces.length]!
    );
    const bytes =
      round % 2 === 0
        ? chosen.join('')
        : `GET ${chosen.join('')} HTTP/1.1\r\n${HOST}${chosen.reverse().join('\r\n')}\r\n\r\n`;
    const answer = await exchange(bytes);
    expect({ bytes, answer: /^HTTP\/1.1 5/.test(answer) ? answer : 'fine' }).toEqual({
      bytes,
      answer: 'fine'
    });
  }
});

/** Sends, ends its own side, and returns what came back. */
function exchange(bytes: string): Promise<string> {
  return new Promise(resolve => {
    const socket = net.connect(world.port, '127.0.0.1');
    let text = '';
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', chunk => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.end(Buffer.from(bytes, 'latin1'));
  });
}
