import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BATCH_BYTES, BATCH_FILE_BYTES, type BatchItem } from '../../contract/batch-read.js';
import { Harness, type SignedInClient } from './harness.js';

const HOME = 'Storage/kim/persistent';

let harness: Harness;
let kim: SignedInClient;
let directory: string;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  const { id } = (await kim.api('GET', `/volumes/${HOME}`)).json();
  directory = join(harness.parts.config.paths.volumes, 'Storage', id);
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function read(files: { volume: string; path: string }[]): Promise<BatchItem[]> {
  const answer = await kim.api('POST', '/files/read', { files });
  expect(answer.status).toBe(200);
  return answer.json().items;
}

const home = (path: string) => ({ volume: HOME, path });

it('answers each file on its own, in the order asked for', async () => {
  await harness.withToken('eve');
  mkdirSync(join(directory, 'folder'));
  writeFileSync(join(directory, 'text.md'), '# Größe');
  writeFileSync(join(directory, 'bytes'), Buffer.from([0xff, 0x00, 0x01]));
  writeFileSync(join(directory, 'empty'), '');
  writeFileSync(join(directory, 'large'), '');
  truncateSync(join(directory, 'large'), BATCH_FILE_BYTES + 1);
  symlinkSync('/etc/passwd', join(directory, 'link'));
  const items = await read([
    home('text.md'),
    home('nothing'),
    home('bytes'),
    home('large'),
    home('link'),
    home('folder'),
    home('empty'),
    { volume: 'Storage/eve/persistent', path: 'a' },
    { volume: 'Storage/nobody/persistent', path: 'a' },
    home('')
  ]);
  expect(items.map(({ outcome, encoding, content }) => [outcome, encoding, content])).toEqual([
    ['found', 'utf-8', '# Größe'],
    ['notFound', null, null],
    ['found', 'base64', '/wAB'],
    ['tooLarge', null, null],
    ['notFound', null, null],
    ['notFound', null, null],
    ['found', 'utf-8', ''],
    ['notFound', null, null],
    ['notFound', null, null],
    ['notFound', null, null]
  ]);
  expect(items[0]).toMatchObject({ ...home('text.md'), sizeBytes: 9, etag: expect.any(String) });
  // What is another's and what is not there are told apart by nothing.
  expect({ ...items[7], volume: '' }).toEqual({ ...items[8], volume: '' });
});

it('holds no more than one answer can, and says what is left out', async () => {
  writeFileSync(join(directory, 'four'), Buffer.alloc(BATCH_FILE_BYTES, 'x'));
  writeFileSync(join(directory, 'one'), 'x');
  const fit = BATCH_BYTES / BATCH_FILE_BYTES;
  const items = await read([...Array(fit + 1).fill(home('four')), home('one')]);
  expect(items.map(({ outcome }) => outcome)).toEqual([
    ...Array(fit).fill('found'),
    'leftOut',
    'leftOut'
  ]);
});

it.each([
  ['none', []],
  ['too many', Array(101).fill(home('a'))],
  ['one that leads out', [home('../a')]],
  ['one with more to it', [{ ...home('a'), mode: 1 }]]
])('refuses a list with %s', async (_what, files) => {
  expect((await kim.api('POST', '/files/read', { files })).json()).toMatchObject({
    type: '/problems/invalid-request'
  });
});
