import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { connect } from 'node:net';
import { Readable } from 'node:stream';

import type { Entry } from '../../contract/files.js';
import { until } from '../../src/testing/until.js';
import type { Received } from './client.js';
import type { SignedInClient } from './harness.js';
import { throughPages } from './pages-of.js';
import { STORAGE_BYTES, VolumesHarness } from './volumes-harness.js';

const HOME = 'Storage/kim/persistent';
const SCRATCH = 'Temporary/kim/scratch';

let world: VolumesHarness;
let kim: SignedInClient;
let sam: SignedInClient;

beforeEach(async () => {
  world = await VolumesHarness.start();
  kim = await world.user('kim');
  sam = await world.user('sam');
});
afterEach(() => world.stop());

const disk = (path: string, volume = HOME) => world.onDisk(volume, path);
const put = (path: string, bytes: string, headers: Record<string, string> = {}, as = kim) =>
  as.api('PUT', `/files/${path}`, bytes, { headers });

describe('folders', () => {
  it('are listed page by page, by address and by id', async () => {
    for (const name of ['b', 'a', 'c', '.hidden']) {
      writeFileSync(disk(name), name);
    }
    mkdirSync(disk('d'));
    const first = (await kim.api('GET', `/entries/${HOME}?limit=2`)).json();
    expect(first).toMatchObject({
      entry: { name: '', kind: 'directory' },
      items: [
        { name: 'a', kind: 'file', sizeBytes: 1 },
        { name: 'b', kind: 'file' }
      ]
    });
    const { id } = world.volumeAt(HOME);
    const second = (
      await kim.api('GET', `/entries/${id}?limit=2&cursor=${first.nextCursor}`)
    ).json();
    expect(second.items.map(({ name }: { name: string }) => name)).toEqual(['c', 'd']);
    expect(second.nextCursor).toBeNull();
    expect((await kim.api('GET', `/entries/${HOME}?hidden=true`)).json().items).toHaveLength(5);
    expect((await kim.api('GET', `/entries/${HOME}?stat=true`)).json().items).toEqual([]);
    expect((await kim.api('GET', `/entries/${HOME}/a`)).json()).toMatchObject({
      entry: { name: 'a', kind: 'file' },
      items: []
    });
  });

  it.each(['name', 'modifiedAt'])('go on after the longest names there are, by %s', async sort => {
    // 255 bytes that are no text, and 255 that JSON needs six times as much for.
    const names = [Buffer.alloc(255, 0xff), Buffer.alloc(255, 0x01)];
    for (const name of names) {
      writeFileSync(Buffer.concat([Buffer.from(`${disk('')}/`), name]), 'x');
    }
    const seen = await throughPages<Entry>(kim, `/entries/${HOME}?limit=1&sort=${sort}`);
    expect(seen.map(({ name }) => name.length)).toEqual([255, 255]);
    expect(new Set(seen.map(({ name }) => name)).size).toBe(2);
  });

  it.each(['limit=0', 'limit=1001', 'sort=owner', 'stat=1', 'cursor=abc', 'x=1'])(
    'refuse the query %s',
    async query => {
      const answer = await kim.api('GET', `/entries/${HOME}?${query}`);
      expect(answer.json()).toMatchObject({ type: '/problems/invalid-request' });
    }
  );

  it('refuse a cursor of another order', async () => {
    for (const name of ['a', 'b']) {
      writeFileSync(disk(name), '');
    }
    const { nextCursor } = (await kim.api('GET', `/entries/${HOME}?limit=1`)).json();
    const answer = await kim.api('GET', `/entries/${HOME}?sort=sizeBytes&cursor=${nextCursor}`);
    expect(answer.status).toBe(400);
  });

  it('are made one by one, or with those above', async () => {
    expect((await kim.api('POST', `/folders/${HOME}/one`, {})).json()).toMatchObject({
      name: 'one',
      kind: 'directory'
    });
    await world.refused(() => kim.api('POST', `/folders/${HOME}/one`, {}), 'already-exists');
    await world.refused(() => kim.api('POST', `/folders/${HOME}/a/b`, {}), 'not-found');
    expect((await kim.api('POST', `/folders/${HOME}/a/b`, { parents: true })).status).toBe(201);
    expect(existsSync(disk('a/b'))).toBe(true);
  });

  it('of 100,000 entries show their first page without the hub waiting', async () => {
    mkdirSync(disk('many'));
    execFileSync('sh', ['-c', 'seq -f f%06g 100000 | xargs touch'], { cwd: disk('many') });
    const { items, nextCursor } = (await kim.api('GET', `/entries/${HOME}/many?limit=100`)).json();
    expect(items).toHaveLength(100);
    const next = (
      await kim.api('GET', `/entries/${HOME}/many?limit=100&cursor=${nextCursor}`)
    ).json();
    expect(next.items[0].name).toBe('f000101');
  });
});

describe('files', () => {
  it('are written whole and read back, with the same tag', async () => {
    const written = await put(`${HOME}/a.txt`, 'hello');
    expect(written.json()).toMatchObject({ name: 'a.txt', kind: 'file', sizeBytes: 5 });
    const read = await kim.api('GET', `/files/${HOME}/a.txt`);
    expect(read.text).toBe('hello');
    expect(read.headers).toMatchObject({
      etag: written.headers['etag'],
      'content-type': 'application/octet-stream',
      'content-length': '5',
      'content-disposition': 'attachment; filename=a.txt',
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'accept-ranges': 'bytes'
    });
    const head = await kim.api('HEAD', `/files/${HOME}/a.txt`);
    expect([head.text, head.headers['content-length']]).toEqual(['', '5']);
  });

  it.each([
    ['bytes=1-2', 206, 'el', 'bytes 1-2/5'],
    ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=0-99', 206, 'hello', 'bytes 0-4/5'],
    ['bytes=0-1,3-4', 200, 'hello', undefined],
    ['lines=1-2', 200, 'hello', undefined]
  ])('give the range %s', async (range, status, text, contentRange) => {
    writeFileSync(disk('a'), 'hello');
    const answer = await kim.api('GET', `/files/${HOME}/a`, undefined, { headers: { range } });
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(answer.headers['content-range']).toBe(contentRange);
  });

  it('have no bytes beyond their end, and none of a range when they changed', async () => {
    const { headers } = await put(`${HOME}/a`, 'hello');
    const get = (more: Record<string, string>) =>
      kim.api('GET', `/files/${HOME}/a`, undefined, { headers: more });
    const beyond = await get({ range: 'bytes=5-' });
    expect(beyond.json()).toMatchObject({ type: '/problems/range-not-satisfiable' });
    expect(beyond.headers['content-range']).toBe('bytes */5');
    expect((await get({ range: 'bytes=0-1', 'if-range': headers['etag'] ?? '' })).text).toBe('he');
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).text).toBe('hello');
    const same = await get({ 'if-none-match': headers['etag'] ?? '' });
    expect([same.status, same.text]).toEqual([304, '']);
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('keep their permissions when they are written again', async () => {
    writeFileSync(disk('run.sh'), '#!', { mode: 0o755 });
    await put(`${HOME}/run.sh`, '#!/bin/sh');
    expect(execFileSync('stat', ['-c', '%a', disk('run.sh')], { encoding: 'utf8' })).toBe('755\n');
  });

  it('saved in two tabs: the second is told', async () => {
    const { headers } = await put(`${HOME}/a`, 'first');
    const tag = { 'if-match': headers['etag'] ?? '' };
    expect((await put(`${HOME}/a`, 'from one', tag)).status).toBe(200);
    const second = await world.refused(
      () => put(`${HOME}/a`, 'from two', tag),
      'changed-meanwhile'
    );
    expect(second.status).toBe(412);
    expect(readFileSync(disk('a'), 'utf8')).toBe('from one');
    await world.refused(() => put(`${HOME}/none`, 'x', { 'if-match': '*' }), 'changed-meanwhile');
  });

  it('saved at once by many who saw the same: one wins', async () => {
    const { headers } = await put(`${HOME}/a`, 'first');
    const tag = { 'if-match': headers['etag'] ?? '' };
    const answers = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map(text => put(`${HOME}/a`, text, tag))
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    expect(readdirSync(disk(''))).toEqual(['a']);
  });

  it('made at once by many: one wins, and what is there stays', async () => {
    const answers = await Promise.all(
      ['1', '2', '3', '4'].map(text => put(`${HOME}/a`, text, { 'if-none-match': '*' }))
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    await world.refused(() => put(`${HOME}/a`, 'x', { 'if-none-match': '*' }), 'already-exists');
  });

  it('broken off half-way leave what was there, and nothing else', async () => {
    await put(`${HOME}/a`, 'whole');
    const before = world.everything();
    const { hostname, port } = new URL(kim.origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PUT ${kim.hubPath}api/v1/files/${HOME}/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n` +
        `Authorization: ${kim.headers['authorization']}\r\n\r\nhalf`
    );
    await until('a part of it on the disk', async () =>
      readdirSync(disk('')).some(name => name.endsWith('.part'))
    );
    socket.destroy();
    await until('it to be gone', async () => readdirSync(disk('')).length === 1);
    expect(world.everything()).toBe(before);
  });

  it.each([
    ['..%2fa', 'invalid-request'],
    ['a%2f..%2f..%2fb', 'invalid-request'],
    ['a%00b', 'invalid-request'],
    ['a%2f%2fb', 'invalid-request'],
    ['%ff', 'invalid-request'],
    [`${'x'.repeat(256)}`, 'invalid-request'],
    [`${'%C3%A4'.repeat(128)}`, 'invalid-request'],
    ['.trash/a', 'not-allowed'],
    ['.uploads/a', 'not-allowed'],
    ['folder', 'conflict'],
    ['link', 'conflict'],
    ['fifo', 'conflict'],
    ['link/a', 'not-found'],
    ['none/a', 'not-found'],
    ['file/a', 'not-found']
  ])('are not written to %s', async (path, code) => {
    mkdirSync(disk('folder'));
    writeFileSync(disk('file'), 'file');
    writeFileSync(disk('outside', SCRATCH), 'outside');
    symlinkSync(disk('', SCRATCH), disk('link'));
    execFileSync('mkfifo', [disk('fifo')]);
    await world.refused(() => put(`${HOME}/${path}`, 'x'), code);
  });

  it('are neither read nor listed through a link', async () => {
    symlinkSync('/etc', disk('etc'));
    symlinkSync('/etc/passwd', disk('passwd'));
    for (const path of ['etc/passwd', 'passwd']) {
      expect((await kim.api('GET', `/files/${HOME}/${path}`)).status).toBe(404);
    }
    expect((await kim.api('GET', `/entries/${HOME}/etc`)).json()).toMatchObject({
      entry: { kind: 'symlink' },
      items: []
    });
    expect((await kim.api('GET', `/entries/${HOME}/etc/ssl`)).status).toBe(404);
  });

  it.each(['ä', 'a\u0308', 'new\nline', 'per%cent', '#?&+ x', 'ﬁle', 'x'.repeat(255)])(
    'may be called %j',
    async name => {
      const path = `${HOME}/${encodeURIComponent(name)}`;
      expect((await put(path, name)).json()).toMatchObject({ name });
      expect((await kim.api('GET', `/files/${path}`)).text).toBe(name);
      const { items } = (await kim.api('GET', `/entries/${HOME}`)).json();
      expect(items).toMatchObject([{ name }]);
      expect(readdirSync(disk(''))).toEqual([name]);
    }
  );

  it('are renamed without replacing', async () => {
    writeFileSync(disk('a'), 'a');
    writeFileSync(disk('b'), 'b');
    mkdirSync(disk('folder/in'), { recursive: true });
    const rename = (from: string, path: string, as = kim) =>
      as.api('PATCH', `/entries/${HOME}/${from}`, { path });
    await world.refused(() => rename('a', 'b'), 'already-exists');
    await world.refused(() => rename('folder', 'folder/in/it'), 'conflict');
    await world.refused(() => rename('a', 'none/a'), 'not-found');
    await world.refused(() => rename('a', '../a'), 'invalid-request');
    await world.refused(() => rename('a', '.trash/a'), 'not-allowed');
    await world.refused(() => rename('none', 'c'), 'not-found');
    expect((await rename('a', 'folder/in/c')).json()).toMatchObject({ name: 'c' });
    expect((await rename('folder', 'other')).json()).toMatchObject({ kind: 'directory' });
    expect(readFileSync(disk('other/in/c'), 'utf8')).toBe('a');
  });

  it('are discarded into the trash, if they are what was seen', async () => {
    const { headers } = await put(`${HOME}/a`, 'a');
    const remove = (path: string, more: Record<string, string> = {}) =>
      kim.api('DELETE', `/files/${HOME}${path}`, undefined, { headers: more });
    await world.refused(() => remove('/a', { 'if-match': '"other"' }), 'changed-meanwhile');
    await world.refused(() => remove('/none'), 'not-found');
    await world.refused(() => remove(''), 'invalid-request');
    await world.refused(() => remove('/.trash'), 'not-allowed');
    expect((await remove('/a', { 'if-match': headers['etag'] ?? '' })).status).toBe(204);
    expect(world.discarded).toEqual([['kim', HOME, 'a']]);
  });

  it('come as a zip of their folder', async () => {
    mkdirSync(disk('figures'));
    writeFileSync(disk('figures/a.txt'), 'hello');
    const answer = await kim.api('GET', `/files/${HOME}/figures?format=zip`);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename=figures.zip',
      'content-security-policy': 'sandbox'
    });
    expect(answer.text).toContain('figures/a.txt');
    const whole = await kim.api('HEAD', `/files/${HOME}?format=zip`);
    expect(whole.headers['content-disposition']).toBe('attachment; filename=persistent.zip');
    expect((await kim.api('GET', `/files/${HOME}/figures/a.txt?format=zip`)).status).toBe(404);
    expect((await kim.api('GET', `/files/${HOME}/figures`)).status).toBe(404);
  });
});

describe('of others, files', () => {
  const calls = (as: SignedInClient): [string, () => Promise<Received>][] => [
    ['GET entries', () => as.api('GET', `/entries/${HOME}`)],
    ['GET', () => as.api('GET', `/files/${HOME}/a`)],
    ['GET zip', () => as.api('GET', `/files/${HOME}?format=zip`)],
    ['PUT', () => put(`${HOME}/a`, 'x', {}, as)],
    ['PATCH', () => as.api('PATCH', `/entries/${HOME}/a`, { path: 'b' })],
    ['DELETE', () => as.api('DELETE', `/files/${HOME}/a`)],
    ['POST folder', () => as.api('POST', `/folders/${HOME}/f`, {})]
  ];

  it('are not there', async () => {
    writeFileSync(disk('a'), 'a');
    const admin = await world.harness.withToken('admin', { admin: true });
    for (const [, act] of [...calls(sam), ...calls(admin)]) {
      await world.refused(act, 'not-found');
    }
  });

  it('are read where that was granted, and not written', async () => {
    writeFileSync(disk('a'), 'a');
    world.grant(HOME, sam.user, ['read']);
    for (const [name, act] of calls(sam)) {
      if (name.startsWith('GET')) {
        expect([name, (await act()).status]).toEqual([name, 200]);
      } else {
        await world.refused(act, 'not-allowed');
      }
    }
  });

  it('are written where that was granted, at the cost of the owner', async () => {
    world.grant(HOME, sam.user, ['write']);
    expect((await put(`${HOME}/a`, 'from sam', {}, sam)).status).toBe(200);
    expect((await put(`${HOME}/b`, 'x'.repeat(STORAGE_BYTES), {}, sam)).status).toBe(507);
  });

  it('of a data volume are read by everyone', async () => {
    await world.dataVolume('survey');
    writeFileSync(world.onDisk('Data/survey', 'a'), 'a');
    expect((await sam.api('GET', '/files/Data/survey/a')).text).toBe('a');
    await world.refused(() => put('Data/survey/a', 'x'), 'not-allowed');
  });

  it('are nothing for strangers', async () => {
    for (const [name, act] of calls(world.harness.stranger() as SignedInClient)) {
      expect([name, (await act()).status]).toEqual([name, 401]);
    }
  });
});

describe('quotas', () => {
  const storage = async () => {
    await world.parts.counter.idle();
    const { items } = (await kim.api('GET', '/quotas')).json();
    return items.find(({ root }: { root: string }) => root === 'Storage');
  };

  beforeEach(async () => {
    world.parts.counter.countAll(world.volumes.all());
    await world.parts.counter.idle();
  });

  it('say what is used and how much that may be', async () => {
    writeFileSync(disk('by-container'), 'x'.repeat(100));
    world.parts.counter.countAll(world.volumes.all());
    await world.parts.counter.idle();
    await put(`${HOME}/a`, 'x'.repeat(50));
    expect(await storage()).toMatchObject({
      bytes: 150,
      bytesLimit: STORAGE_BYTES,
      files: 2,
      filesLimit: 10,
      countedAt: expect.any(String)
    });
    await put(`${HOME}/a`, 'x'.repeat(20));
    expect(await storage()).toMatchObject({ bytes: 120, files: 2 });
    expect((await kim.api('GET', `/volumes/${HOME}`)).json()).toMatchObject({
      usage: { bytes: 120, files: 2 }
    });
  });

  it('stop what is too much before it is there, with the figures', async () => {
    await put(`${HOME}/a`, 'x'.repeat(600));
    const answer = await world.refused(() => put(`${HOME}/b`, 'x'.repeat(401)), 'quota-exceeded');
    expect(answer.status).toBe(507);
    expect(answer.json()).toMatchObject({
      detail: 'The 1000 bytes in Storage of kim do not suffice: 600 bytes are used'
    });
    await world.refused(() => put(`${HOME}/a`, 'x'.repeat(1001)), 'quota-exceeded');
    expect((await put(`${HOME}/b`, 'x'.repeat(400))).status).toBe(200);
    // Over the limit one may still write less than before.
    expect((await put(`${HOME}/a`, 'y'.repeat(600))).status).toBe(200);
    expect((await put(`Temporary/kim/scratch/b`, 'x'.repeat(5000))).status).toBe(200);
  });

  it('stop bytes that come without saying how many', async () => {
    const chunked = async () => {
      const answer = await fetch(`${kim.origin}${kim.hubPath}api/v1/files/${HOME}/a`, {
        method: 'PUT',
        headers: kim.headers,
        body: Readable.toWeb(Readable.from([Buffer.alloc(600), Buffer.alloc(600)])) as BodyInit,
        duplex: 'half'
      } as RequestInit);
      const text = await answer.text();
      return { text, json: () => JSON.parse(text) } as Received;
    };
    await world.refused(chunked, 'quota-exceeded');
  });

  it('count what many write at once', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map(name => put(`${HOME}/${name}`, 'x'.repeat(400)))
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 507, 507]);
    expect(await storage()).toMatchObject({ bytes: 800, files: 2 });
  });

  it('count files too', async () => {
    for (let number = 0; number < 10; number += 1) {
      expect((await put(`${HOME}/f${number}`, '')).status).toBe(200);
    }
    await world.refused(() => put(`${HOME}/one-more`, ''), 'quota-exceeded');
    expect((await put(`${HOME}/f0`, 'again')).status).toBe(200);
  });
});
