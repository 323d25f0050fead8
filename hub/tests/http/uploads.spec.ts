import {
  linkSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { connect } from 'node:net';

import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { STORAGE_BYTES, VolumesHarness } from './volumes-harness.js';

const HOME = 'Storage/kim/persistent';
const TUS = { 'tus-resumable': '1.0.0' };
const CHUNK = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const DAY_MS = 24 * 3600 * 1000;

let world: VolumesHarness;
let kim: SignedInClient;
let sam: SignedInClient;

beforeEach(async () => {
  world = await VolumesHarness.start();
  kim = await world.user('kim');
  sam = await world.user('sam');
});
afterEach(() => world.stop());

const disk = (path: string) => world.onDisk(HOME, path);
const shown = () => readdirSync(disk('')).filter(name => !name.startsWith('.'));
const parts = () => readdirSync(disk('.uploads'));

function metadata(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

function create(path: string, length: number, more: Record<string, string> = {}, as = kim) {
  const headers = {
    ...TUS,
    'upload-length': String(length),
    'upload-metadata': metadata({ volume: HOME, path, ...more })
  };
  return as.api('POST', '/uploads', undefined, { headers });
}

async function begun(path: string, length: number, more: Record<string, string> = {}) {
  const answer = await create(path, length, more);
  expect([answer.status, answer.text]).toEqual([201, '']);
  const location = answer.headers['location'] ?? '';
  expect(location.startsWith(`${kim.hubPath}api/v1/uploads/`)).toBe(true);
  return location.slice(`${kim.hubPath}api/v1`.length);
}

function send(upload: string, offset: number, bytes: string, more = {}, as = kim) {
  return as.api('PATCH', upload, bytes, {
    headers: { ...CHUNK, 'upload-offset': String(offset), ...more }
  });
}

const head = (upload: string, as = kim) => as.api('HEAD', upload, undefined, { headers: TUS });

describe('uploads', () => {
  it('come in pieces, and the file appears when it is complete', async () => {
    const upload = await begun('new/folder/a.txt', 10);
    const first = await send(upload, 0, 'hello');
    expect([first.status, first.headers['upload-offset']]).toEqual([204, '5']);
    expect(first.headers).toMatchObject({ 'tus-resumable': '1.0.0' });
    expect(shown()).toEqual([]);
    const between = await head(upload);
    expect(between.headers).toMatchObject({
      'upload-offset': '5',
      'upload-length': '10',
      'cache-control': 'no-store',
      'upload-expires': expect.stringMatching(/GMT$/)
    });
    expect((await send(upload, 5, 'world')).status).toBe(204);
    expect(readFileSync(disk('new/folder/a.txt'), 'utf8')).toBe('helloworld');
    expect(parts()).toEqual([]);
    // Whoever lost the last answer asks again.
    expect((await head(upload)).headers['upload-offset']).toBe('10');
    expect((await kim.api('GET', upload)).json()).toMatchObject({
      volume: HOME,
      path: 'new/folder/a.txt',
      isComplete: true
    });
    expect((await send(upload, 10, '')).status).toBe(204);
  });

  it('of nothing are files at once', async () => {
    await begun('empty', 0);
    expect(readFileSync(disk('empty'), 'utf8')).toBe('');
  });

  it.each([1, 3, 9])('cut after %d bytes go on from there', async cut => {
    const upload = await begun('a', 10);
    const { hostname, port } = new URL(kim.origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PATCH ${kim.hubPath}api/v1${upload} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n` +
        `Authorization: ${kim.headers['authorization']}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
        `Content-Type: application/offset+octet-stream\r\n\r\n${'0123456789'.slice(0, cut)}`
    );
    await until('the bytes on the disk', async () =>
      parts().some(name => readFileSync(disk(`.uploads/${name}`)).length === cut)
    );
    socket.destroy();
    expect((await head(upload)).headers['upload-offset']).toBe(String(cut));
    expect((await send(upload, cut, '0123456789'.slice(cut))).status).toBe(204);
    expect(readFileSync(disk('a'), 'utf8')).toBe('0123456789');
  });

  it('go on over a new connection while the old one hangs', async () => {
    const upload = await begun('a', 10);
    const { hostname, port } = new URL(kim.origin);
    const socket = connect(Number(port), hostname);
    const closed = new Promise(resolve => socket.once('close', resolve));
    socket.on('error', () => undefined).resume();
    socket.write(
      `PATCH ${kim.hubPath}api/v1${upload} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n` +
        `Authorization: ${kim.headers['authorization']}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
        `Content-Type: application/offset+octet-stream\r\n\r\n012`
    );
    await until('the bytes on the disk', async () =>
      parts().some(name => readFileSync(disk(`.uploads/${name}`)).length === 3)
    );
    expect((await head(upload)).headers['upload-offset']).toBe('3');
    await closed;
    expect((await send(upload, 3, '3456789')).status).toBe(204);
    expect(readFileSync(disk('a'), 'utf8')).toBe('0123456789');
  });

  it('refuse what does not follow on, and keep what they have', async () => {
    const upload = await begun('a', 5);
    await send(upload, 0, 'abc');
    expect((await world.refused(() => send(upload, 2, 'cde'), 'conflict')).status).toBe(409);
    await world.refused(() => send(upload, 4, 'e'), 'conflict');
    await world.refused(() => send(upload, 3, 'defgh'), 'too-large');
    await world.refused(() => send(upload, 3, 'de', { 'upload-offset': 'x' }), 'invalid-request');
    await world.refused(
      () => send(upload, 3, 'de', { 'content-type': 'text/plain' }),
      'unsupported-media-type'
    );
    const other = await world.refused(
      () => send(upload, 3, 'de', { 'tus-resumable': '0.2.2' }),
      'protocol-version'
    );
    expect([other.status, other.headers['tus-version']]).toEqual([412, '1.0.0']);
    expect((await send(upload, 3, 'de')).status).toBe(204);
    expect(readFileSync(disk('a'), 'utf8')).toBe('abcde');
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'already-exists'],
    [{ conflict: 'fail' }, 'already-exists'],
    [{ conflict: 'overwrite' }, 'invalid-request'],
    [{ path: '' }, 'invalid-request'],
    [{ path: '../a' }, 'invalid-request'],
    [{ path: '.uploads/a' }, 'not-allowed'],
    [{ path: 'link', conflict: 'replace' }, 'conflict'],
    [{ volume: 'Storage/sam/persistent' }, 'not-found']
  ])('are not begun with %j', async (more, code) => {
    writeFileSync(disk('a'), 'old');
    symlinkSync('a', disk('link'));
    await world.refused(() => create('a', 3, more), code);
  });

  it.each(['', '-1', 'x', '1e3'])('are not begun with the length %j', async length => {
    const headers = {
      ...TUS,
      'upload-length': length,
      'upload-metadata': metadata({ volume: HOME, path: 'a' })
    };
    await world.refused(
      () => kim.api('POST', '/uploads', undefined, { headers }),
      'invalid-request'
    );
  });

  it('replace, or keep both, as was chosen', async () => {
    writeFileSync(disk('a.txt'), 'old');
    await send(await begun('a.txt', 3, { conflict: 'keepBoth' }), 0, 'new');
    expect(readFileSync(disk('a (2).txt'), 'utf8')).toBe('new');
    expect(readFileSync(disk('a.txt'), 'utf8')).toBe('old');
    await send(await begun('a.txt', 3, { conflict: 'replace' }), 0, 'new');
    expect(readFileSync(disk('a.txt'), 'utf8')).toBe('new');
    expect(shown().sort()).toEqual(['a (2).txt', 'a.txt']);
  });

  it('replace nothing that came meanwhile, and are had under another name after that', async () => {
    const upload = await begun('a', 3);
    writeFileSync(disk('a'), 'first');
    expect((await send(upload, 0, 'new')).json()).toMatchObject({
      type: '/problems/already-exists'
    });
    expect((await head(upload)).status).toBe(409);
    expect(readFileSync(disk('a'), 'utf8')).toBe('first');
    expect(parts()).toHaveLength(1);
  });

  it('are given up, with their bytes', async () => {
    const upload = await begun('a', 5);
    await send(upload, 0, 'abc');
    const remove = () => kim.api('DELETE', upload, undefined, { headers: TUS });
    expect((await remove()).status).toBe(204);
    expect(parts()).toEqual([]);
    expect((await head(upload)).status).toBe(404);
    expect((await remove()).status).toBe(404);
    expect(world.harness.rows('volume_usage')).toContainEqual(
      expect.objectContaining({ volume_id: world.volumeAt(HOME).id, bytes: 0, files: 0 })
    );
  });

  it('that nobody went on with for a day are forgotten, others not', async () => {
    const [old, young] = [await begun('old', 5), await begun('young', 5)];
    await send(old, 0, 'abc');
    world.harness.advance(DAY_MS / 2);
    await send(young, 0, 'abc');
    world.harness.advance(DAY_MS / 2 + 1000);
    expect((await head(old)).status).toBe(404);
    await world.parts.uploads.expire();
    expect(parts()).toHaveLength(1);
    expect((await send(young, 3, 'de')).status).toBe(204);
    expect(readFileSync(disk('young'), 'utf8')).toBe('abcde');
  });

  it('are nobody else’s', async () => {
    const upload = await begun('a', 5);
    world.grant(HOME, sam.user, ['write']);
    await world.refused(() => send(upload, 0, 'abcde', {}, sam), 'not-found');
    expect((await head(upload, sam)).status).toBe(404);
    await world.refused(() => sam.api('DELETE', upload, undefined, { headers: TUS }), 'not-found');
    expect((await create('b', 1, {}, world.harness.stranger() as SignedInClient)).status).toBe(401);
    expect((await send(upload, 0, 'abcde')).status).toBe(204);
  });

  it('end when the right to write is withdrawn', async () => {
    world.grant(HOME, sam.user, ['write']);
    const answer = await create('a', 5, {}, sam);
    const upload = (answer.headers['location'] ?? '').slice(`${kim.hubPath}api/v1`.length);
    expect((await send(upload, 0, 'ab', {}, sam)).status).toBe(204);
    world.grant(HOME, sam.user, ['read']);
    await world.refused(() => send(upload, 2, 'cde', {}, sam), 'not-allowed');
    expect(shown()).toEqual([]);
  });

  it('stay within the quota, with what is still to come', async () => {
    await world.refused(() => create('large', STORAGE_BYTES + 1), 'quota-exceeded');
    const [one, two] = [await begun('one', 700), await begun('two', 700)];
    expect((await send(one, 0, 'x'.repeat(700))).status).toBe(204);
    const late = await world.refused(() => send(two, 0, 'x'.repeat(700)), 'quota-exceeded');
    expect(late.status).toBe(507);
    expect((await send(two, 0, 'x'.repeat(300))).status).toBe(204);
  });
});

describe('after a kill', () => {
  async function whole(): Promise<{ upload: string; part: string }> {
    const upload = await begun('a', 3);
    await send(upload, 0, 'ab');
    const part = disk(`.uploads/${parts()[0]}`);
    writeFileSync(part, 'abc');
    return { upload, part };
  }
  const intend = () =>
    world.harness.parts.database.prepare("UPDATE uploads SET intended = 'a'").run();

  it('before its name was given, an upload gets it when it is asked for', async () => {
    const { upload } = await whole();
    expect((await head(upload)).headers['upload-offset']).toBe('3');
    expect(readFileSync(disk('a'), 'utf8')).toBe('abc');
  });

  it('between the two names of a file, one is left', async () => {
    const { upload, part } = await whole();
    linkSync(part, disk('a'));
    intend();
    expect((await head(upload)).headers['upload-offset']).toBe('3');
    expect([shown(), parts()]).toEqual([['a'], []]);
    expect((await kim.api('GET', upload)).json()).toMatchObject({ isComplete: true });
  });

  it('another file of that name is not taken for it', async () => {
    const { upload } = await whole();
    writeFileSync(disk('a'), 'xyz');
    intend();
    expect((await head(upload)).status).toBe(409);
    expect(readFileSync(disk('a'), 'utf8')).toBe('xyz');
    expect(parts()).toHaveLength(1);
  });

  it('with bytes that never reached the disk, they are sent again', async () => {
    const { upload, part } = await whole();
    truncateSync(part, 1);
    expect((await head(upload)).headers['upload-offset']).toBe('1');
    expect((await send(upload, 1, 'bc')).status).toBe(204);
    expect(readFileSync(disk('a'), 'utf8')).toBe('abc');
  });
});
