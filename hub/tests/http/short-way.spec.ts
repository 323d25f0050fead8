import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

import { BYTES_HEADER } from '../../src/files/short-way.js';
import { BULK_FROM_BYTES } from '../../src/files/worker-doors.js';
import { until } from '../../src/testing/until.js';
import { mayMount } from '../files/may-mount.js';
import type { SignedInClient } from './harness.js';
import { ShortWayWorld } from './short-way-world.js';

/** With a quota that has room for one large file. */
const HOME = 'Storage/kim/persistent';
/** Without one. */
const SCRATCH = 'Temporary/kim/scratch';
const LARGE = randomBytes(3_000_000);
const CHUNK = {
  'tus-resumable': '1.0.0',
  'content-type': 'application/offset+octet-stream'
};

let world: ShortWayWorld;
let kim: SignedInClient;

beforeEach(async () => {
  world = await ShortWayWorld.start(4_000_000);
  kim = await world.user('kim');
  world.asked();
});
afterEach(() => world.stop());

const disk = (path: string, volume = SCRATCH) => world.volumes.onDisk(volume, path);
/** Names in a volume, those of unfinished files too. */
const shown = (volume: string) =>
  readdirSync(disk('', volume)).filter(name => !/^\.(trash|uploads)$/.test(name));
const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const url = (path: string) => `${world.origin}${kim.hubPath}api/v1${path}`;
const get = (path: string, headers = {}) =>
  fetch(url(`/files/${SCRATCH}/${path}`), { headers: { ...kim.headers, ...headers } });
const put = (path: string, bytes: Buffer, headers: Record<string, string> = {}, volume = SCRATCH) =>
  kim.api('PUT', `/files/${volume}/${path}`, bytes, { headers });
async function begunUpload(path: string, length: number, volume = SCRATCH): Promise<string> {
  const metadata = Object.entries({ volume, path })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
  const answer = await kim.api('POST', '/uploads', undefined, {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(length),
      'upload-metadata': metadata
    }
  });
  expect(answer.status).toBe(201);
  return (answer.headers['location'] ?? '').slice(`${kim.hubPath}api/v1`.length);
}
const send = (upload: string, offset: number, bytes: Buffer) =>
  kim.api('PATCH', upload, bytes, { headers: { ...CHUNK, 'upload-offset': String(offset) } });
const offsetOf = async (upload: string) =>
  Number((await kim.api('HEAD', upload)).headers['upload-offset']);

/** Sends a head and a part of the bytes over a connection of its own. */
function begin(head: string[], bytes: Buffer) {
  const { hostname, port, host } = new URL(world.origin);
  const socket = connect(Number(port), hostname);
  const authorization = `Authorization: ${kim.headers['authorization']}`;
  socket.write(
    `${[head[0], `Host: ${host}`, authorization, ...head.slice(1)].join('\r\n')}\r\n\r\n`
  );
  socket.write(bytes);
  let text = '';
  socket.setEncoding('latin1').on('data', chunk => (text += chunk));
  socket.on('error', () => undefined);
  return { socket, text: () => text };
}

/** The hub never sees the bytes: what went to and from it is far less. */
function expectPastTheHub(): void {
  expect(world.hub.bytes()).toBeLessThan(50_000);
}

describe('a large file on its way from the files worker', () => {
  beforeEach(() => writeFileSync(disk('large'), LARGE));

  it('goes past the hub, with the same headers', async () => {
    const answer = await get('large');
    expect(answer.status).toBe(200);
    expect(digest(Buffer.from(await answer.arrayBuffer()))).toBe(digest(LARGE));
    expect(world.asked().worker).toEqual(['POST /stat', 'POST /openFile']);
    expectPastTheHub();
    const head = await fetch(url(`/files/${SCRATCH}/large`), {
      method: 'HEAD',
      headers: kim.headers
    });
    const telling = (headers: Headers) =>
      [...headers].filter(([name]) => !/^(date|x-request-id|connection|keep-alive)$/.test(name));
    expect(telling(answer.headers)).toEqual(telling(head.headers));
    expect(answer.headers.get(BYTES_HEADER)).toBeNull();
  });

  it('comes in ranges, and not again when it is known', async () => {
    const range = await get('large', { Range: 'bytes=1000000-1999999' });
    expect([
      range.status,
      range.headers.get('content-range'),
      range.headers.get('content-length')
    ]).toEqual([206, 'bytes 1000000-1999999/3000000', '1000000']);
    const bytes = Buffer.from(await range.arrayBuffer());
    expect(bytes.equals(LARGE.subarray(1_000_000, 2_000_000))).toBe(true);
    expectPastTheHub();
    const known = await get('large', { 'If-None-Match': range.headers.get('etag') ?? '' });
    expect(known.status).toBe(304);
    expect((await get('large', { Range: 'bytes=3000000-' })).status).toBe(416);
  });

  it('goes over the hub when it changed between the look and the opening', async () => {
    world.worker.before('openFile', () => writeFileSync(disk('large'), LARGE.subarray(0, 100_000)));
    const answer = await get('large');
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 100_000]);
    expect(world.asked().hub).toHaveLength(2);
  });

  it('is broken off when it gets shorter on the way, and when the worker dies', async () => {
    truncateSync(disk('large'), 400_000_000);
    for (const harm of [
      async () => truncateSync(disk('large'), 0),
      async () => {
        await world.bulk.kill();
        await world.bulk.open();
      }
    ]) {
      truncateSync(disk('large'), 400_000_000);
      const answer = await get('large');
      const reader = answer.body!.getReader();
      await reader.read();
      await harm();
      await expect(
        (async () => {
          while (!(await reader.read()).done);
        })()
      ).rejects.toThrow();
    }
  });

  it('is not read on when the client has gone', async () => {
    truncateSync(disk('large'), 400_000_000);
    const leaving = new AbortController();
    const answer = await fetch(url(`/files/${SCRATCH}/large`), {
      headers: kim.headers,
      signal: leaving.signal
    });
    await answer.body!.getReader().read();
    leaving.abort();
    const { worker, bulk } = world;
    await until(
      'its connection to a worker to end',
      () => worker.connections() + bulk.connections() === 0
    );
  });

  it('as a zip goes past the hub', async () => {
    const answer = await fetch(url(`/files/${SCRATCH}?format=zip`), { headers: kim.headers });
    const zip = Buffer.from(await answer.arrayBuffer());
    expect(zip.includes(LARGE)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expectPastTheHub();
  });

  it('is fetched for nobody who says himself what the worker is to do', async () => {
    const errand = Buffer.from(
      JSON.stringify({
        operation: 'openFile',
        args: { place: { directory: '/etc', path: 'passwd' } },
        length: 1
      })
    ).toString('base64url');
    for (const value of ['offered', 'failed-before', 'held 3', errand]) {
      const answer = await get('large', { 'X-LabCommons-Bytes': value });
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, LARGE.length]);
    }
    const written = await put('small', Buffer.from('abc'), { 'X-LabCommons-Bytes': 'held 3' });
    expect([written.status, readFileSync(disk('small'), 'utf8')]).toEqual([200, 'abc']);
  });
});

describe('a large file on its way to the files worker', () => {
  it('goes past the hub, whole, and is counted', async () => {
    const answer = await put('large', LARGE);
    expect([answer.status, answer.json()]).toMatchObject([
      200,
      { name: 'large', sizeBytes: LARGE.length }
    ]);
    expect(answer.headers['etag']).toBe(`"${answer.json().etag}"`);
    expect(digest(readFileSync(disk('large')))).toBe(digest(LARGE));
    expect(world.asked().worker.filter(path => path !== 'POST /stat')).toEqual(['POST /writeFile']);
    expectPastTheHub();
  });

  it('is refused by its conditions before a byte is sent, and what is there stays', async () => {
    writeFileSync(disk('large'), 'old');
    const before = world.volumes.everything();
    for (const [headers, status] of [
      [{ 'If-Match': '"other"' }, 412],
      [{ 'If-None-Match': '*' }, 409]
    ] as const) {
      expect((await put('large', LARGE, headers)).status).toBe(status);
    }
    expect(world.volumes.everything()).toBe(before);
    expect(world.asked().worker).not.toContain('POST /writeFile');
    const { etag } = (await kim.api('GET', `/entries/${SCRATCH}/large?stat=true`)).json().entry;
    expect((await put('large', LARGE, { 'If-Match': `"${etag}"` })).status).toBe(200);
  });

  it('over the quota is refused with the figures before a byte is sent', async () => {
    const before = world.volumes.everything();
    const { socket, text } = begin(
      [
        `PUT ${kim.hubPath}api/v1/files/${HOME}/large HTTP/1.1`,
        'Content-Length: 5000000',
        'Expect: 100-continue'
      ],
      Buffer.alloc(0)
    );
    await until('the answer', () => text().includes('quota-exceeded'));
    expect(text()).toMatch(/^HTTP\/1.1 507 /);
    expect(text()).toContain('3.8 MiB in Storage of kim');
    socket.destroy();
    expect(world.volumes.everything()).toBe(before);
    expect(world.asked().worker).not.toContain('POST /writeFile');
  });

  it('is waited for where the client waits for a word', async () => {
    const { socket, text } = begin(
      [
        `PUT ${kim.hubPath}api/v1/files/${SCRATCH}/large HTTP/1.1`,
        'Content-Length: 3000000',
        'Expect: 100-continue'
      ],
      Buffer.alloc(0)
    );
    await until('the word', () => text().startsWith('HTTP/1.1 100 Continue'));
    socket.write(LARGE);
    await until('the answer', () => text().includes('HTTP/1.1 200 '));
    socket.destroy();
    expect(digest(readFileSync(disk('large')))).toBe(digest(LARGE));
  });

  it.each(['the client', 'the hub', 'the worker'])(
    'leaves nothing and takes no room when %s goes away half-way',
    async who => {
      writeFileSync(disk('large', HOME), 'old');
      const { socket, text } = begin(
        [`PUT ${kim.hubPath}api/v1/files/${HOME}/large HTTP/1.1`, 'Content-Length: 3000000'],
        LARGE.subarray(0, 1_000_000)
      );
      await until('its first bytes', () => shown(HOME).length === 2);
      if (who === 'the client') {
        socket.destroy();
      } else {
        const part = who === 'the hub' ? world.hub : world.worker;
        await part.kill();
        await part.open();
        socket.write(LARGE.subarray(1_000_000));
        await until('the answer', () => /HTTP\/1.1 503 /.test(text()));
        socket.destroy();
      }
      await until('the end of it', () => shown(HOME).join() === 'large');
      expect(readFileSync(disk('large', HOME), 'utf8')).toBe('old');
      await until('the room', async () => (await put('large', LARGE, {}, HOME)).status === 200);
    }
  );

  it('without its length said beforehand is counted by the hub', async () => {
    const chunked = begin(
      [`PUT ${kim.hubPath}api/v1/files/${HOME}/large HTTP/1.1`, 'Transfer-Encoding: chunked'],
      Buffer.from(`${(4_500_000).toString(16)}\r\n${'x'.repeat(4_500_000)}\r\n0\r\n\r\n`)
    );
    await until('the answer', () => chunked.text().includes('quota-exceeded'));
    chunked.socket.destroy();
    await until('the end of it', () => shown(HOME).length === 0);
  });

  (mayMount() ? it : it.skip)('on a full disk leaves what was there', async () => {
    const directory = disk('');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', directory]);
    try {
      writeFileSync(disk('large'), 'old');
      const upload = await begunUpload('other', LARGE.length);
      const answers = [await put('large', LARGE), await send(upload, 0, LARGE)];
      for (const answer of answers) {
        expect([answer.status, answer.json().type]).toEqual([507, '/problems/disk-full']);
      }
      expect(readFileSync(disk('large'), 'utf8')).toBe('old');
      expect(readdirSync(directory).sort()).toEqual(['.uploads', 'large']);
      expect(await offsetOf(upload)).toBeLessThanOrEqual(1024 * 1024);
    } finally {
      execFileSync('umount', [directory]);
    }
  });
});

describe('an upload in pieces', () => {
  it('goes past the hub', async () => {
    const upload = await begunUpload('large', LARGE.length, HOME);
    expect((await send(upload, 0, LARGE.subarray(0, 1_000_000))).status).toBe(204);
    const last = await send(upload, 1_000_000, LARGE.subarray(1_000_000));
    expect([last.status, last.headers['upload-offset']]).toEqual([204, '3000000']);
    expect(digest(readFileSync(disk('large', HOME)))).toBe(digest(LARGE));
    expectPastTheHub();
    expect(world.asked().worker.filter(path => path === 'POST /append')).toHaveLength(2);
  });

  it('for which the room is gone meanwhile is refused with the figures, and goes on when there is some', async () => {
    const upload = await begunUpload('large', LARGE.length, HOME);
    expect((await send(upload, 0, LARGE.subarray(0, 1_000_000))).status).toBe(204);
    expect((await put('other', LARGE.subarray(0, 2_500_000), {}, HOME)).status).toBe(200);
    const before = world.volumes.everything();
    world.asked();
    const refused = await send(upload, 1_000_000, LARGE.subarray(1_000_000));
    expect([refused.status, refused.json()]).toEqual([
      507,
      expect.objectContaining({
        type: expect.stringContaining('quota-exceeded'),
        detail: expect.stringMatching(/^The 3\.8 MiB in Storage of kim do not suffice: 3\.3 MiB/)
      })
    ]);
    expect(world.asked().worker).not.toContain('POST /append');
    expect(world.volumes.everything()).toBe(before);
    expect(await offsetOf(upload)).toBe(1_000_000);

    expect((await put('other', LARGE.subarray(0, 500_000), {}, HOME)).status).toBe(200);
    expect((await send(upload, 1_000_000, LARGE.subarray(1_000_000))).status).toBe(204);
    expect(digest(readFileSync(disk('large', HOME)))).toBe(digest(LARGE));
  });

  it('is refused beyond its length or at another offset, and keeps what it has', async () => {
    const upload = await begunUpload('large', 200_000);
    expect((await send(upload, 0, LARGE.subarray(0, 200_001))).status).toBe(413);
    expect((await send(upload, 7, LARGE.subarray(0, 100_000))).status).toBe(409);
    expect(await offsetOf(upload)).toBe(0);
    expect((await send(upload, 0, LARGE.subarray(0, 200_000))).status).toBe(204);
  });

  it.each(['the client', 'the hub', 'the worker'])(
    'goes on from what came when %s goes away half-way',
    async who => {
      const upload = await begunUpload('large', LARGE.length, HOME);
      const { socket } = begin(
        [
          `PATCH ${kim.hubPath}api/v1${upload} HTTP/1.1`,
          'Content-Length: 3000000',
          'Upload-Offset: 0',
          ...Object.entries(CHUNK).map(([name, value]) => `${name}: ${value}`)
        ],
        LARGE.subarray(0, 1_000_000)
      );
      const part = disk(`.uploads/${upload.slice('/uploads/'.length)}`, HOME);
      await until('its first bytes', () => readFileSync(part).length > 0);
      if (who === 'the client') {
        socket.destroy();
      } else {
        const half = who === 'the hub' ? world.hub : world.worker;
        await half.kill();
        await half.open();
      }
      const offset = await until('where it is', async () => (await offsetOf(upload)) || false);
      socket.destroy();
      expect(offset).toBeLessThanOrEqual(1_000_000);
      await until('the rest to be taken', async () => {
        const at = await offsetOf(upload);
        return (await send(upload, at, LARGE.subarray(at))).status === 204;
      });
      expect(digest(readFileSync(disk('large', HOME)))).toBe(digest(LARGE));
    }
  );
});

it('zips and files from 16 MiB on are left to the worker for what takes long, all else is not', async () => {
  const [just, less] = [Buffer.alloc(BULK_FROM_BYTES, 'x'), Buffer.alloc(BULK_FROM_BYTES - 1, 'x')];
  const asked = async (act: () => Promise<{ status: number }>) => {
    world.asked();
    expect((await act()).status).toBe(200);
    const { worker, bulk } = world.asked();
    return { worker: worker.filter(path => path !== 'POST /stat'), bulk };
  };
  const read = async (path: string) => {
    const answer = await get(path);
    await answer.arrayBuffer();
    return answer;
  };
  expect(await asked(() => put('just', just))).toEqual({ worker: [], bulk: ['POST /writeFile'] });
  expect(await asked(() => put('less', less))).toEqual({ worker: ['POST /writeFile'], bulk: [] });
  expect(await asked(() => read('just'))).toEqual({ worker: [], bulk: ['POST /openFile'] });
  expect(await asked(() => read('less'))).toEqual({ worker: ['POST /openFile'], bulk: [] });
  expect(await asked(() => read('?format=zip'))).toEqual({ worker: [], bulk: ['POST /openZip'] });
  expect(digest(readFileSync(disk('just')))).toBe(digest(just));
  expectPastTheHub();
});
