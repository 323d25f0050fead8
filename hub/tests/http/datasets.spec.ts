import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

const HOME = 'Storage/kim/persistent';
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

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

async function place(path: string, bytes: string | Buffer): Promise<void> {
  const { id } = (await kim.api('GET', `/volumes/${HOME}`)).json();
  const file = join(harness.parts.config.paths.volumes, 'Storage', id, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

const entry = (name: string, more: object = {}) => ({
  name,
  summary: `All of ${name}`,
  description: `About **${name}**`,
  ...more
});

const write = (datasets: object[], headers: Record<string, string> = {}) =>
  kim.api('PUT', `/data-set-indexes/${HOME}`, { datasets }, { headers });

it('are written, read, listed by words, tag and catalogue, and paged', async () => {
  const datasets = [
    entry('Stars', { tags: ['sky'], catalog: 'A' }),
    entry('Étoiles doubles', { tags: ['sky', 'binaries'], catalog: 'B' }),
    entry('Oceans', { tags: ['water'] })
  ];
  const written = await write(datasets);
  expect([written.status, written.text]).toEqual([200, written.text]);
  const list = async (query: string) => (await kim.api('GET', `/data-sets?${query}`)).json();
  const names = async (query: string) =>
    (await list(query)).items.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['Étoiles doubles', 'Oceans', 'Stars']);
  expect(await list('')).toMatchObject({
    tags: ['binaries', 'sky', 'water'],
    catalogues: ['A', 'B']
  });
  expect(await names('q=etoile')).toEqual(['Étoiles doubles']);
  expect(await names('tag=sky&catalogue=A')).toEqual(['Stars']);
  expect(await names(`volume=${HOME}`)).toHaveLength(3);
  expect((await kim.api('GET', '/data-sets?volume=Storage/eve/x')).status).toBe(404);
  const first = await list('limit=2');
  expect(first.items).toHaveLength(2);
  expect(await names(`limit=2&cursor=${first.nextCursor}`)).toEqual(['Stars']);
  const [{ id }] = first.items;
  expect((await kim.api('GET', `/data-sets/${id}`)).json()).toMatchObject({
    name: 'Étoiles doubles',
    volume: HOME,
    hasLogo: false
  });
});

it('are written over what was seen only, whole, and to the file that machines read', async () => {
  const etag = (await write([entry('Stars')])).headers['etag'] ?? '';
  expect((await write([entry('New')], { 'if-none-match': '*' })).status).toBe(409);
  expect((await write([entry('New')], { 'if-match': '"other"' })).status).toBe(412);
  expect((await write([entry('Moons')], { 'if-match': etag })).status).toBe(200);
  const file = await kim.api('GET', `/files/${HOME}/.sciserver/datasets-index.json`);
  expect(file.json().datasets).toMatchObject([{ name: 'Moons', tags: [], resources: [] }]);
  expect((await write([entry('A'), entry('A')])).status).toBe(400);
  expect((await write([entry('A', { surprise: 1 })])).status).toBe(400);
  const bad = { name: 'x', kind: 'external', link: 'javascript:alert(1)' };
  expect((await write([entry('A', { resources: [bad] })])).status).toBe(400);
  expect((await kim.api('GET', '/data-sets')).json().items).toMatchObject([{ name: 'Moons' }]);
});

it('follow the file, whoever writes it, as far as it makes sense', async () => {
  await place(
    '.sciserver/datasets-index.json',
    '{ "datasets": [{ "name": "Half" }, {"name":"W","summary":"s","description":"d"}] }'
  );
  const { indexer } = harness.parts.finding ?? {};
  indexer?.passAll();
  await indexer?.idle();
  expect((await kim.api('GET', '/data-sets')).json().items).toMatchObject([{ name: 'W' }]);
  const index = await kim.api('GET', `/data-set-indexes/${HOME}`);
  expect(index.json()).toMatchObject({
    datasets: [{ name: 'W' }],
    problems: [expect.stringMatching(/^Data set 1: summary/), expect.any(String)]
  });
  expect(index.headers['etag']).toMatch(/^".+"$/);

  const path = `/files/${HOME}/.sciserver/datasets-index.json`;
  await kim.api('PUT', path, JSON.stringify({ datasets: [entry('Written as a file')] }));
  await until('the new one', async () => {
    const { items } = (await kim.api('GET', '/data-sets')).json();
    return items[0]?.name === 'Written as a file';
  });
  await kim.api('PUT', path, '{ broken');
  await until('none', async () => (await kim.api('GET', '/data-sets')).json().items.length === 0);
  expect((await kim.api('GET', `/data-set-indexes/${HOME}`)).json().problems).toEqual([
    'The file is no JSON'
  ]);
  await kim.api('DELETE', path);
  expect((await kim.api('GET', `/data-set-indexes/${HOME}`)).json()).toEqual({
    datasets: [],
    problems: []
  });
});

it.each([
  ['a picture', 'logo.png', PNG, 200],
  ['a page with its name', 'logo.png', Buffer.from('<html><script>alert(1)</script>'), 404],
  ['a drawing that may hold script', 'logo.svg', Buffer.from('<svg onload="alert(1)"/>'), 404],
  ['no file', 'nothing.png', null, 404],
  ['elsewhere', 'https://example.org/logo.png', null, 404],
  ['outside', '../../../etc/passwd', null, 404],
  ['too large', 'logo.png', Buffer.concat([PNG, Buffer.alloc(1024 * 1024)]), 404]
])('shows a logo that is %s: %s', async (_what, logo, bytes, status) => {
  if (bytes) {
    await place(logo, bytes);
  }
  await write([entry('Stars', { logo })]);
  const [{ id }] = (await kim.api('GET', '/data-sets')).json().items;
  const answer = await kim.api('GET', `/data-sets/${id}/logo`);
  expect(answer.status).toBe(status);
  if (status === 200) {
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox'
    });
  }
});
