import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Link } from '../../contract/links.js';
import { hashSecret } from '../../src/accounts/secrets.js';
import type { Client, Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

const HOME = 'Storage/kim/persistent';
const DAY_MS = 24 * 3600 * 1000;

let harness: Harness;
let kim: SignedInClient;
let sam: SignedInClient;
let visitor: Client;
let home: string;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  sam = await harness.withToken('sam');
  visitor = harness.stranger();
  home = harness.persistentOf('kim');
  writeFileSync(join(home, 'spectrum.fits'), 'seventeen bytes..');
  mkdirSync(join(home, 'plates/<b>old'), { recursive: true });
  writeFileSync(join(home, 'plates/a & b.csv'), '1,2\n');
  writeFileSync(join(home, 'plates/<b>old/page.html'), '<script>alert(1)</script>');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function make(
  path: string,
  more: Record<string, unknown> = {},
  by: Client = kim
): Promise<Link> {
  const answer = await by.api('POST', '/links', { volume: HOME, path, ...more });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return answer.json() as Link;
}

const pathOf = (link: Pick<Link, 'url'>) => new URL(link.url ?? '').pathname;
const visit = (link: Link, rest = '', by = visitor) => by.get(pathOf(link) + rest);
const listed = async (by = kim): Promise<Link[]> => (await by.api('GET', '/links')).json().items;

/** What must differ between any two answers is left out. */
function comparable({ status, headers, text }: Received): object {
  const { date: _date, ...rest } = headers;
  const shown = Object.entries(rest).filter(([name]) => !name.includes('request-id'));
  return { status, text, headers: shown };
}

describe('a link', () => {
  it('to a file shows its name, size and who shared it, and gives its bytes to be saved', async () => {
    const link = await make('spectrum.fits');
    expect(link).toMatchObject({
      kind: 'file',
      name: 'spectrum.fits',
      volume: HOME,
      state: 'live',
      downloads: 0,
      hasPassword: false
    });
    expect(Date.parse(link.expiresAt) - Date.now()).toBeGreaterThan(29 * DAY_MS);
    const page = await visit(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('spectrum.fits');
    expect(page.text).toContain('17 B');
    expect(page.text).toContain('Shared by kim');
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': expect.stringContaining('noindex'),
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'")
    });
    const bytes = await visit(link, '/download');
    expect(bytes.text).toBe('seventeen bytes..');
    expect(bytes.headers).toMatchObject({
      'content-disposition': 'attachment; filename=spectrum.fits',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer'
    });
    const [now] = await listed();
    expect(now).toMatchObject({ id: link.id, url: link.url, downloads: 1 });
    expect(now?.lastDownloadAt).not.toBeNull();
  });

  it('to a folder lists it, folder by folder and page by page, with a download for each', async () => {
    for (let n = 0; n < 205; n++) {
      writeFileSync(join(home, 'plates', `f${String(n).padStart(3, '0')}`), 'x');
    }
    const link = await make('plates');
    const first = await visit(link);
    expect(first.text).toContain('a &amp; b.csv');
    expect(first.text).toContain('&lt;b&gt;old/');
    expect(first.text).not.toContain('<b>old');
    expect(first.text).not.toContain('f204');
    const more = /href="([^"]*cursor=[^"]*)"/.exec(first.text)?.[1] ?? '';
    expect((await visitor.get(more.replaceAll('&amp;', '&'))).text).toContain('f204');
    const below = await visit(link, `?path=${encodeURIComponent('<b>old')}`);
    expect(below.text).toContain('page.html');
    const one = await visit(link, `/download?path=${encodeURIComponent('<b>old/page.html')}`);
    expect(one.text).toBe('<script>alert(1)</script>');
    expect(one.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment/)
    });
    const zip = await visit(link, '/download');
    expect(zip.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename=plates.zip'
    });
    expect(zip.text).toContain('plates/a & b.csv');
  });

  it('leads nowhere beside or above what is shared, and through no symbolic link', async () => {
    writeFileSync(join(home, 'secret'), 'not shared');
    symlinkSync(join(home, 'secret'), join(home, 'plates/way-out'));
    symlinkSync(home, join(home, 'plates/up'));
    const link = await make('plates');
    const file = await make('spectrum.fits');
    const page = await visit(link);
    expect(page.text).toContain('way-out');
    expect(page.text).not.toContain('path=way-out');
    for (const path of ['../secret', '..', 'way-out', 'up/secret', '/etc/passwd', 'a%00', 'no']) {
      for (const at of ['', '/download']) {
        const answer = await visit(link, `${at}?path=${path}`);
        expect([path, at, answer.status]).toEqual([path, at, 404]);
        expect(answer.text).not.toContain('not shared');
      }
    }
    expect((await visit(link, '/download')).text).not.toContain('not shared');
    expect((await visit(file, '/download?path=x')).status).toBe(404);
    expect((await visit(file, '/download/x')).status).toBe(404);
  });

  it('that was to a file is not one to a folder of the same name', async () => {
    const link = await make('spectrum.fits');
    rmSync(join(home, 'spectrum.fits'));
    expect((await visit(link)).status).toBe(404);
    mkdirSync(join(home, 'spectrum.fits'));
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, '/download')).status).toBe(404);
    expect((await listed())[0]?.downloads).toBe(0);
  });

  it('keeps its token out of the database, the record, the events and the log', async () => {
    const link = await make('spectrum.fits', { password: 'a long secret' });
    await visit(link);
    await visitor.post(pathOf(link), new URLSearchParams({ password: 'a long secret' }));
    await visit(link, '/download');
    const token = pathOf(link).split('/').at(-1) ?? '';
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
    const tables = harness.parts.database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all();
    const everything = JSON.stringify(tables.map(({ name }) => harness.rows(name)));
    expect(everything).not.toContain(token);
    expect(everything).not.toContain('a long secret');
    expect(everything).toContain(hashSecret(token));
  });
});

describe('a link opens nothing, and is told from no other,', () => {
  const ENDS: readonly [string, (link: Link) => Promise<unknown> | void][] = [
    ['revoked', link => kim.api('DELETE', `/links/${link.id}`)],
    ['expired', () => harness.advance(31 * DAY_MS)],
    ['used up', async link => visit(link, '/download')],
    [
      'without its volume',
      () => void harness.parts.database.prepare("UPDATE volumes SET deleted_at = 'now'").run()
    ],
    ['of a disabled owner', () => harness.parts.accounts.setDisabled('kim', true)],
    ['without its file', () => renameSync(join(home, 'spectrum.fits'), join(home, 'other'))]
  ];
  it.each(ENDS)('when it is %s', async (_title, end) => {
    const link = await make('spectrum.fits', { maxDownloads: 1 });
    const unknown = pathOf(link).replace(/[^/]{4}$/, 'AAAA');
    await end(link);
    for (const rest of ['', '/download']) {
      expect(comparable(await visit(link, rest))).toEqual(
        comparable(await visitor.get(unknown + rest))
      );
      expect((await visit(link, rest)).status).toBe(404);
    }
    const form = new URLSearchParams({ password: 'some password' });
    const wished = await visitor.post(pathOf(link), form);
    if (_title !== 'without its file') {
      expect(comparable(wished)).toEqual(comparable(await visitor.post(unknown, form)));
    }
  });

  it('when its owner may not share the volume any more; he sees why', async () => {
    const grant = (privileges: string[]) =>
      kim.api('PUT', '/grants', {
        resource: { kind: 'volume', id: HOME },
        subject: { kind: 'user', id: 'sam' },
        privileges
      });
    await grant(['read', 'grant']);
    const link = await make('spectrum.fits', {}, sam);
    expect((await visit(link)).text).toContain('Shared by sam');
    await grant(['read']);
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, '/download')).status).toBe(404);
    expect((await listed(sam))[0]).toMatchObject({
      state: 'broken',
      reason: 'You may not share this volume any more',
      downloads: 0
    });
    await grant(['read', 'grant']);
    expect((await visit(link)).status).toBe(200);
  });

  it('where an administrator switched links off', async () => {
    await harness.stop();
    const file = join(harness.parts.config.dataDir, '..', `links-off-${process.pid}.yaml`);
    writeFileSync(file, 'links: { enabled: false }\n');
    harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: file } });
    rmSync(file);
    kim = await harness.withToken('kim');
    writeFileSync(join(harness.persistentOf('kim'), 'a'), 'a');
    const refused = await kim.api('POST', '/links', { volume: HOME, path: 'a' });
    expect([refused.status, refused.json().type]).toEqual([403, '/problems/not-allowed']);
    expect(harness.rows('links')).toEqual([]);
    expect((await kim.api('GET', '/me')).json().limits.links).toBeNull();
  });
});

describe('a password', () => {
  const PASSWORD = 'open, sesame';
  const say = (link: Link, password: string, by = visitor) =>
    by.post(pathOf(link), new URLSearchParams({ password }));

  it('is asked for before anything is told, and once an hour', async () => {
    const link = await make('plates', { password: PASSWORD });
    const question = await visit(link);
    expect(question.text).toContain('has a password');
    expect(question.text).not.toContain('plates');
    expect(question.text).not.toContain('kim');
    expect((await visit(link, '/download')).status).toBe(303);
    const wrong = await say(link, 'open, barley');
    expect([wrong.status, wrong.setCookies]).toEqual([403, []]);
    expect((await visit(link)).text).toContain('has a password');
    const right = await say(link, PASSWORD);
    expect([right.status, right.headers['location']]).toEqual([303, pathOf(link)]);
    expect(right.setCookies[0]).toMatch(/; Path=\/hub\/l\/[\w-]{43}; HttpOnly; SameSite=Lax$/);
    expect((await visit(link)).text).toContain('plates');
    expect((await visit(link, '/download')).status).toBe(200);
    harness.advance(3601 * 1000);
    expect((await visit(link)).text).toContain('has a password');
    expect((await listed())[0]?.downloads).toBe(1);
  });

  it('that is changed ends what the old one opened; a ticket opens no other link', async () => {
    const link = await make('plates', { password: PASSWORD });
    const other = await make('spectrum.fits', { password: PASSWORD });
    await say(link, PASSWORD);
    expect((await visit(other)).text).toContain('has a password');
    await kim.api('PATCH', `/links/${link.id}`, { password: 'another one' });
    expect((await visit(link)).text).toContain('has a password');
    await kim.api('PATCH', `/links/${link.id}`, { password: null });
    expect((await visit(link)).text).toContain('plates');
  });

  it('cannot be tried without end', async () => {
    const link = await make('plates', { password: PASSWORD });
    const tries = await Promise.all(Array.from({ length: 15 }, () => say(link, 'guess')));
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(5);
    const refused = await say(link, PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Somebody else is not kept out by it, nor is another link.
    const elsewhere = harness.stranger();
    elsewhere.headers['x-forwarded-for'] = '203.0.113.9';
    expect((await say(link, PASSWORD, elsewhere)).status).toBe(303);
  });
});

describe('a limit of downloads', () => {
  it('is kept exactly, however many come at once', async () => {
    const link = await make('spectrum.fits', { maxDownloads: 7 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => visit(link, '/download')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(33);
    expect((await listed())[0]).toMatchObject({ downloads: 7, state: 'usedUp' });
    const acts = harness.rows('activity') as { action: string }[];
    expect(acts.filter(({ action }) => action === 'link.download')).toHaveLength(7);
  });

  it('does not count who only looks, nor a file that is not there', async () => {
    const link = await make('plates', { maxDownloads: 1 });
    await visit(link);
    await visitor.send(`${pathOf(link)}/download`, { method: 'HEAD' });
    await visit(link, '/download?path=nothing');
    expect((await listed())[0]?.downloads).toBe(0);
    expect((await visit(link, '/download?path=a%20%26%20b.csv')).text).toBe('1,2\n');
    expect((await visit(link)).status).toBe(404);
  });

  it('counts a download once whose bytes did not come the first time', async () => {
    const link = await make('spectrum.fits');
    await visit(link, '/download');
    await visitor.send(`${pathOf(link)}/download`, {
      headers: { 'X-LabCommons-Bytes': 'failed-before' }
    });
    expect((await listed())[0]?.downloads).toBe(1);
  });

  it('is told to the owner as it is used, with no address in it', async () => {
    const link = await make('spectrum.fits');
    await visit(link, '/download');
    const events = (harness.rows('events') as { event: string }[])
      .map(({ event }) => JSON.parse(event))
      .filter(({ type }) => type === 'link');
    expect(events.map(({ body }) => body.downloads)).toEqual([0, 1]);
    expect(events[1]?.body).not.toHaveProperty('url');
  });

  it('is joined by one of speed', async () => {
    const link = await make('spectrum.fits');
    const answers = await Promise.all(Array.from({ length: 125 }, () => visit(link, '/download')));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
  });
});

describe('the owner', () => {
  it('changes until when and how often a link is used, and does not overwrite what he has not seen', async () => {
    const link = await make('spectrum.fits');
    const expiresAt = new Date(Date.now() + 2 * DAY_MS).toISOString();
    const edited = await kim.api(
      'PATCH',
      `/links/${link.id}`,
      { expiresAt, maxDownloads: 3, password: 'eight or more' },
      { headers: { 'if-match': '"1"' } }
    );
    expect(edited.json()).toMatchObject({
      expiresAt,
      maxDownloads: 3,
      hasPassword: true,
      url: link.url
    });
    const late = await kim.api(
      'PATCH',
      `/links/${link.id}`,
      { maxDownloads: null },
      { headers: { 'if-match': '"1"' } }
    );
    expect(late.status).toBe(412);
    expect((await listed())[0]).toMatchObject({ maxDownloads: 3, version: 2 });
  });

  it('cannot make one that outlives the longest time, or is over before it begins', async () => {
    for (const days of [-1, 366]) {
      const expiresAt = new Date(Date.now() + days * DAY_MS).toISOString();
      const answer = await kim.api('POST', '/links', {
        volume: HOME,
        path: 'spectrum.fits',
        expiresAt
      });
      expect([answer.status, answer.json().errors[0].pointer]).toEqual([400, '/expiresAt']);
    }
    expect(harness.rows('links')).toEqual([]);
  });

  it('makes none to the whole volume, to the trash, to a symbolic link or to nothing', async () => {
    mkdirSync(join(home, '.trash'), { recursive: true });
    symlinkSync('/etc', join(home, 'etc'));
    for (const [path, status] of [
      ['', 400],
      ['.trash', 400],
      ['etc', 404],
      ['nothing', 404],
      ['etc/passwd', 404]
    ] as const) {
      const answer = await kim.api('POST', '/links', { volume: HOME, path });
      expect([path, answer.status]).toEqual([path, status]);
    }
    expect(harness.rows('links')).toEqual([]);
  });

  it('sees his own only; to others a link is no other than a missing one', async () => {
    const link = await make('spectrum.fits');
    expect(await listed(sam)).toEqual([]);
    const before = harness.digest(['links', 'activity', 'events']);
    const missing = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    for (const [method, body] of [
      ['PATCH', { maxDownloads: 1 }],
      ['DELETE', undefined]
    ] as const) {
      const hidden = await sam.api(method, `/links/${link.id}`, body);
      const none = await sam.api(method, `/links/${missing}`, body);
      expect(hidden.status).toBe(404);
      expect(hidden.json().detail).toBe(none.json().detail);
    }
    expect(harness.digest(['links', 'activity', 'events'])).toBe(before);
  });

  it('still sees that a link works, but not where, when the key of links was lost', async () => {
    const link = await make('spectrum.fits');
    harness.parts.database.prepare('UPDATE links SET id = ?').run('01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect((await listed())[0]).toMatchObject({ url: null, state: 'live' });
    expect((await visit(link)).status).toBe(200);
    expect(readFileSync(harness.parts.config.paths.linkKey).length).toBe(32);
  });
});
