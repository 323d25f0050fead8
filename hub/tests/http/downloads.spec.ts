import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SignedInClient } from './harness.js';
import { ShortWayWorld } from './short-way-world.js';

const HOME = 'Storage/kim/persistent';
const SCRATCH = 'Temporary/kim/scratch';
const LARGE = randomBytes(300_000);

let world: ShortWayWorld;
let kim: SignedInClient;
let sam: SignedInClient;

beforeEach(async () => {
  world = await ShortWayWorld.start();
  [kim, sam] = [await world.user('kim'), await world.user('sam')];
  writeFileSync(disk('fit.html'), '<script>');
  writeFileSync(disk('large'), LARGE);
  mkdirSync(disk('folder'));
  writeFileSync(disk('folder/a.txt'), 'aaa');
  mkdirSync(disk('other/folder'), { recursive: true });
  symlinkSync('/etc', disk('link'));
});
afterEach(() => world.stop());

const disk = (path: string) => world.volumes.onDisk(HOME, path);
const file = (path: string, volume = HOME) => ({ volume, path });
const ask = (body: object, by = kim) => by.api('POST', '/downloads', body);

/** As a browser does that is told to go somewhere. */
const save = (url: string, init: RequestInit = {}) => fetch(world.origin + url, init);

async function address(body: object): Promise<string> {
  const answer = await ask(body);
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('"url":"/hub/')]);
  return answer.json().url as string;
}

/** Names and contents of the zip. */
async function unzipped(answer: Response): Promise<Record<string, string>> {
  const path = join(world.volumes.harness.parts.temporary.directory, 'saved.zip');
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  const reader =
    'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))';
  return JSON.parse(execFileSync('python3', ['-c', reader, path], { encoding: 'utf8' }));
}

describe('a download', () => {
  it('of a file is saved as it is, by an address alone, and shown as a page by nobody', async () => {
    const answer = await save(await address({ files: [file('fit.html')] }));
    expect([answer.status, await answer.text()]).toEqual([200, '<script>']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=fit.html',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    });
  });

  it('of a large file comes from the files worker', async () => {
    const url = await address({ files: [file('large')], name: 'data.bin' });
    const answer = await save(url);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=data.bin');
    expect(Buffer.from(await answer.arrayBuffer()).equals(LARGE)).toBe(true);
  });

  it('of a folder, or of several things, is a zip in which every name is there once', async () => {
    const one = await save(await address({ files: [file('folder')] }));
    expect(one.headers.get('content-disposition')).toBe('attachment; filename=folder.zip');
    expect(await unzipped(one)).toEqual({ 'folder/': '', 'folder/a.txt': 'aaa' });
    const files = [file('fit.html'), file('folder'), file('other/folder')];
    const several = await save(await address({ files }));
    expect(several.headers.get('content-disposition')).toBe('attachment; filename=persistent.zip');
    expect(await unzipped(several)).toEqual({
      'fit.html': '<script>',
      'folder/': '',
      'folder/a.txt': 'aaa',
      'folder (2)/': ''
    });
  });

  it('works once', async () => {
    const url = await address({ files: [file('large')] });
    const both = await Promise.all([save(url), save(url)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    await Promise.all(both.map(answer => answer.arrayBuffer()));
    expect((await save(url)).status).toBe(404);
    // Only the gateway can say that it was not served.
    const forged = await save(url, { headers: { 'X-LabCommons-Bytes': 'failed-before' } });
    expect(forged.status).toBe(404);
  });

  it('is not used up by a look at it', async () => {
    const url = await address({ files: [file('large')] });
    const look = await save(url, { method: 'HEAD' });
    expect([look.status, look.headers.get('content-length')]).toEqual([200, '300000']);
    expect((await save(url)).status).toBe(200);
  });

  it('comes over the hub where the files worker was away for a moment', async () => {
    const url = await address({ files: [file('large')] });
    world.worker.failNext('openFile');
    const answer = await save(url);
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, LARGE.length]);
    expect((await save(url)).status).toBe(404);
  });

  it('is good for a minute', async () => {
    const url = await address({ files: [file('large')] });
    world.volumes.harness.advance(60_001);
    expect((await save(url)).status).toBe(404);
  });

  it('ends with the sign-in, the account, or the right to read', async () => {
    const files = [file('large')];
    world.volumes.grant(HOME, sam.user, ['read']);
    const url = (await ask({ files }, sam)).json().url as string;
    world.volumes.grant(HOME, sam.user, []);
    expect((await save(url)).status).toBe(404);
    const before = await address({ files });
    await world.volumes.harness.parts.accounts.setDisabled('kim', true);
    expect((await save(before)).status).toBe(404);
  });

  it.each([
    [{ files: [file('nothing')] }, 404],
    [{ files: [file('link')] }, 404],
    [{ files: [file('link/passwd')] }, 404],
    [{ files: [file('../x')] }, 400],
    [{ files: [file('a', 'Storage/sam/persistent')] }, 404],
    [{ files: [file('fit.html'), file('nothing')] }, 404],
    [{ files: [] }, 400],
    [{ files: [file('fit.html')], name: '' }, 400],
    [{ files: [file('fit.html')], extra: 1 }, 400]
  ])('is not had for %j', async (body, status) => {
    const before = world.volumes.everything();
    expect((await ask(body)).status).toBe(status);
    expect(world.volumes.everything()).toBe(before);
  });

  it('is nothing for strangers, and not there for others', async () => {
    const answer = await fetch(`${world.origin}/hub/api/v1/downloads`, { method: 'POST' });
    expect(answer.status).toBe(401);
    expect((await ask({ files: [file('large')] }, sam)).status).toBe(404);
    expect((await ask({ files: [file('large', SCRATCH)] })).status).toBe(404);
  });

  it('is not asked for without end', async () => {
    for (let n = 0; n < 100; n++) {
      await address({ files: [file('fit.html')] });
    }
    const answer = await ask({ files: [file('fit.html')] });
    expect([answer.status, answer.json().type]).toEqual([409, '/problems/limit-reached']);
    world.volumes.harness.advance(60_001);
    await address({ files: [file('fit.html')] });
  });
});
