import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type SearchHit, SearchKind } from '../../contract/search.js';
import { until } from '../../src/testing/until.js';
import type { Client } from './client.js';
import { Harness, type SignedInClient } from './harness.js';
import { throughPages } from './pages-of.js';

const HOME = 'Storage/kim/persistent';

let harness: Harness;
let kim: SignedInClient;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

function onDisk(address: string, path: string): string {
  const { database } = harness.parts;
  const [root, owner, name] = address.split('/');
  const row = database
    .prepare<[string, string, string], { directory: string }>(
      `SELECT directory FROM volumes WHERE root = ? AND name = ? AND deleted_at IS NULL
         AND owner_id = (SELECT id FROM users WHERE name = ?)`
    )
    .get(root ?? '', name ?? '', owner ?? '');
  return join(row?.directory ?? '', path);
}

/** Writes as a container does: past the hub. */
function place(path: string, text = '', address = HOME): void {
  mkdirSync(dirname(onDisk(address, path)), { recursive: true });
  writeFileSync(onDisk(address, path), text);
}

async function lookThrough(): Promise<void> {
  const { indexer } = harness.parts.finding ?? {};
  harness.advance(2 * 3_600_000);
  indexer?.passAll();
  await indexer?.idle();
}

async function find(q: string, as: Client = kim, more = ''): Promise<SearchHit[]> {
  const answer = await as.api('GET', `/search?q=${encodeURIComponent(q)}${more}`);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.json().items;
}

const titles = async (q: string, as?: Client, more?: string) =>
  (await find(q, as, more)).map(({ kind, title }) => `${kind} ${title}`);

describe('files', () => {
  it('are found by words of their names and folders, the nearest first', async () => {
    place('thesis/figures/spectra-fit.png');
    place('thesis/spectra.ipynb');
    place('Étoiles/plotGalaxies2024.ipynb');
    place('.hidden/spectra.txt');
    place('.spectra');
    await lookThrough();
    expect(await titles('spectra')).toEqual(['file spectra.ipynb', 'file spectra-fit.png']);
    expect(await titles('spec fi')).toEqual(['file spectra-fit.png']);
    expect(await titles('"spectra fit"')).toEqual(['file spectra-fit.png']);
    expect(await titles('"fit spectra"')).toEqual([]);
    expect(await titles('thesis')).toEqual([
      'file thesis',
      'file figures',
      'file spectra.ipynb',
      'file spectra-fit.png'
    ]);
    expect(await titles('etoile gal 2024')).toEqual(['file plotGalaxies2024.ipynb']);
    expect(await find('spectra fit png')).toMatchObject([
      {
        kind: 'file',
        context: `${HOME}/thesis/figures`,
        place: { volume: HOME, path: 'thesis/figures/spectra-fit.png' },
        isFolder: false
      }
    ]);
  });

  it('are found soon after the hub wrote, renamed or deleted them', async () => {
    await lookThrough();
    await kim.api('PUT', `/files/${HOME}/report.txt`, 'x');
    await until('the new file', async () => (await titles('report')).length === 1);
    await kim.api('POST', `/folders/${HOME}/deep/er`, { parents: true });
    await kim.api('PUT', `/files/${HOME}/deep/er/inside.txt`, 'x');
    await until('the one below', async () => (await titles('inside')).length === 1);
    await kim.api('PATCH', `/entries/${HOME}/deep`, { path: 'shallow' });
    await until('the new folder', async () =>
      (await find('inside'))[0]?.context.includes('shallow')
    );
    expect(await titles('deep')).toEqual([]);
    await kim.api('DELETE', `/files/${HOME}/shallow`);
    await until('the end', async () => (await titles('inside')).length === 0);
    expect(await titles('report')).toEqual(['file report.txt']);
  });

  it('come page by page', async () => {
    for (let n = 1; n <= 5; n++) {
      place(`plot-${n}.png`);
    }
    await lookThrough();
    const seen = await throughPages<SearchHit>(kim, '/search?q=plot&kind=file&limit=2');
    expect(seen.map(({ title }) => title)).toEqual([
      'plot-1.png',
      'plot-2.png',
      'plot-3.png',
      'plot-4.png',
      'plot-5.png'
    ]);
    expect((await kim.api('GET', '/search?q=plot&kind=file&cursor=x')).status).toBe(400);
  });

  it('are forgotten with what a container removed, and with their volume', async () => {
    place('a/one.txt');
    place('two.txt');
    await kim.api('POST', '/volumes', { root: 'Storage', name: 'thesis' });
    place('three.txt', '', 'Storage/kim/thesis');
    await lookThrough();
    expect(await titles('txt')).toHaveLength(3);
    rmSync(onDisk(HOME, 'a'), { recursive: true });
    await lookThrough();
    expect(await titles('txt')).toEqual(['file three.txt', 'file two.txt']);
    await kim.api('DELETE', '/volumes/Storage/kim/thesis');
    expect(await titles('txt')).toEqual(['file two.txt']);
    await harness.parts.finding?.indexer.idle();
    const rows = harness.rows('search_entries');
    expect(rows).toMatchObject([{ name: 'two.txt' }]);
    expect(harness.rows('search_terms')).toHaveLength(1);
  });
});

describe('a volume too large', () => {
  it('is found from its top down, and the answer says so', async () => {
    await harness.stop();
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-settings-'));
    const settings = join(directory, 'settings.yaml');
    writeFileSync(settings, 'search: { entriesPerVolume: 3 }\n');
    harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: settings } });
    rmSync(directory, { recursive: true });
    kim = await harness.withToken('kim');
    place('deep/er/far-1.txt');
    place('near-1.txt');
    await lookThrough();
    expect((await kim.api('GET', '/search?q=1')).json()).toMatchObject({
      items: [{ title: 'near-1.txt' }],
      partial: [HOME]
    });
    expect((await kim.api('GET', '/search?q=near&kind=group')).json().partial).toEqual([]);
    rmSync(onDisk(HOME, 'near-1.txt'));
    await lookThrough();
    expect((await kim.api('GET', '/search?q=far')).json()).toMatchObject({
      items: [{ title: 'far-1.txt' }],
      partial: []
    });
  });
});

describe('texts', () => {
  it('of READMEs and descriptions are searched, and shown where they match', async () => {
    place('README.md', '# Survey\n\nOf *quasars* behind the moon.');
    place('a/README.md', 'The pulsar of Hewish');
    place('a/readme.md', 'nothing of jellyfish');
    await kim.api('POST', '/volumes', {
      root: 'Storage',
      name: 'thesis',
      title: 'My thesis',
      description: 'On binaries'
    });
    await lookThrough();
    expect(await find('quasar moon')).toMatchObject([
      { kind: 'volume', context: HOME, snippet: 'Survey Of quasars behind the moon.' },
      { kind: 'file', title: 'README.md', snippet: 'Survey Of quasars behind the moon.' }
    ]);
    expect(await find('"of hewish"')).toMatchObject([{ kind: 'file', context: `${HOME}/a` }]);
    expect(await titles('jellyfish')).toEqual([]);
    expect(await find('binaries')).toMatchObject([
      { kind: 'volume', title: 'My thesis', snippet: 'On binaries' }
    ]);
    place('README.md', 'Of other things now');
    await lookThrough();
    expect(await titles('quasar')).toEqual([]);
    expect(await titles('other things')).toEqual(['volume Persistent', 'file README.md']);
  });
});

describe('a hostile question', () => {
  const HOSTILE = [
    '"',
    '""""',
    'NEAR(',
    'a OR b NOT c*',
    'terms:x ^y -z',
    '*',
    "' OR 1=1 --",
    '\0',
    '\ufffd',
    '%00%ff',
    '{"a":1}',
    'a'.repeat(200),
    '"a b" '.repeat(33),
    '0001nb',
    '(((((((((('
  ];

  it('is answered like any other', async () => {
    place('a/b.txt');
    await lookThrough();
    for (const q of HOSTILE) {
      for (const kind of [undefined, ...SearchKind.options]) {
        await find(q, kim, kind && `&kind=${kind}`);
      }
    }
    expect(await titles('0001nb')).toEqual([]);
  });

  it('that is none is refused', async () => {
    const queries = [
      '',
      `?q=${'a'.repeat(10_000)}`,
      '?q=a&kind=secret',
      '?q=a&q=b',
      '?q=a&limit=0'
    ];
    for (const query of queries) {
      expect((await kim.api('GET', `/search${query}`)).json()).toMatchObject({
        type: '/problems/invalid-request'
      });
    }
  });
});
