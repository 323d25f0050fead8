import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Refusal } from './fake-hub.js';
import { expect, test as base } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

const THESIS = 'Storage/kim/thesis';

/** Files on disk: a browser knows a file again by its time. */
const test = base.extend<{ desktop: string }>({
  desktop: async ({}, use) => {
    const directory = mkdtempSync(join(tmpdir(), 'desktop-'));
    await use(directory);
    rmSync(directory, { recursive: true });
  }
});

async function openThesis(page: IJupyterLabPageFixture) {
  await page.sidebar.openTab('labcommons-volumes');
  const parts = panelOf(page);
  await parts.volume(/^thesis/).click();
  await expect(parts.panel.getByText('The kernel cannot see this folder.')).toBeVisible();
  const choose = async (...files: string[]) => {
    const chooser = page.waitForEvent('filechooser');
    await parts.panel.getByRole('button', { name: 'Upload files into the folder below' }).click();
    await (await chooser).setFiles(files);
  };
  const line = (name: string) =>
    parts.uploads.getByRole('listitem').filter({ hasText: `Upload ${name}` });
  return { ...parts, choose, line };
}

test('files are uploaded, wait with the figures when there is no room, and go on', async ({
  page,
  world,
  openLab,
  desktop
}) => {
  addThesis(world);
  await openLab();
  const { file, choose, line } = await openThesis(page);
  const small = join(desktop, 'small.txt');
  const big = join(desktop, 'big.txt');
  writeFileSync(small, 'hello');
  writeFileSync(big, 'much');
  await choose(small);
  await expect(file('small.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/small.txt`)).toBe('hello');

  const words = 'Your quota of 10 GB is used up: 9.9 GB are there';
  world.files.uploads.refusal = new Refusal('quota-exceeded', words);
  await choose(big);
  await expect(line('big.txt')).toContainText(words);
  expect(world.files.textOf(`${THESIS}/big.txt`)).toBeNull();
  world.files.uploads.refusal = null;
  await line('big.txt').getByRole('button', { name: 'Go on with “big.txt”' }).click();
  await expect(file('big.txt')).toBeVisible();
  await expect(line('big.txt')).toHaveCount(0);

  writeFileSync(small, 'again');
  await choose(small);
  await expect(page.getByText('“small.txt” is in')).toBeVisible();
  await page.getByRole('button', { name: 'Replace' }).click();
  await expect.poll(() => world.files.textOf(`${THESIS}/small.txt`)).toBe('again');
});

test('of several uploads each is paused, goes on where it was, and is given up by itself', async ({
  page,
  world,
  openLab,
  desktop
}) => {
  addThesis(world);
  world.files.uploads.mostBytes = 4;
  await openLab();
  const { file, choose, line, uploads } = await openThesis(page);
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
  for (const name of names) writeFileSync(join(desktop, name), `bytes of ${name}`);
  await choose(...names.map(name => join(desktop, name)));
  await expect(line('d.txt')).toContainText('Waiting');
  await expect.poll(() => world.files.uploads.count).toBe(3);
  await line('a.txt').getByRole('button', { name: 'Pause “a.txt”' }).click();
  await expect(line('a.txt')).toContainText('Paused');
  await expect.poll(() => world.files.uploads.count).toBe(4);
  await line('b.txt').getByRole('button', { name: 'Give up “b.txt”' }).click();
  await expect(line('b.txt')).toHaveCount(0);
  await expect.poll(() => world.files.uploads.count).toBe(3);

  world.files.uploads.mostBytes = null;
  await expect(file('c.txt')).toBeVisible();
  await expect(file('d.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/a.txt`)).toBeNull();
  await line('a.txt').getByRole('button', { name: 'Go on with “a.txt”' }).click();
  await expect(file('a.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/a.txt`)).toBe('bytes of a.txt');
  expect(world.files.uploads.offsets).toContain(4);
  await expect(uploads.getByRole('listitem')).toHaveCount(0);
  await expect(file('b.txt')).toHaveCount(0);
});

test('an upload outlives its page: the same file goes on where it was', async ({
  page,
  world,
  openLab,
  desktop
}) => {
  addThesis(world);
  world.files.uploads.mostBytes = 4;
  await openLab();
  const before = await openThesis(page);
  const table = join(desktop, 'table.csv');
  writeFileSync(table, '1,2,3,4,5,6');
  await before.choose(table);
  await expect.poll(() => world.files.uploads.offsets).toEqual([0]);
  await openLab();
  const { file, line } = await openThesis(page);
  await expect(line('table.csv')).toContainText('choose or drop the same file again to go on');
  const goOn = async (path: string) => {
    const chooser = page.waitForEvent('filechooser');
    await line('table.csv').getByRole('button', { name: 'Choose “table.csv” again' }).click();
    await (await chooser).setFiles(path);
  };
  const other = join(desktop, 'other.csv');
  writeFileSync(other, '6,5,4,3,2,1,0');
  await goOn(other);
  await expect(line('table.csv')).toContainText('That is another file');
  world.files.uploads.mostBytes = null;
  await goOn(table);
  await expect(file('table.csv')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/table.csv`)).toBe('1,2,3,4,5,6');
  expect(world.files.uploads.offsets).toEqual([0, 4]);
  await expect(line('table.csv')).toHaveCount(0);
});

test('an upload goes on by itself when the hub is back', async ({
  page,
  hub,
  world,
  openLab,
  desktop
}) => {
  addThesis(world);
  world.files.uploads.mostBytes = 4;
  await openLab();
  const { file, choose, line } = await openThesis(page);
  const table = join(desktop, 'table.csv');
  writeFileSync(table, '1,2,3,4,5,6');
  await choose(table);
  await expect(line('table.csv')).toContainText('Interrupted, trying again…');
  hub.goDown();
  await expect(line('table.csv')).toContainText('The hub cannot be reached', { timeout: 40_000 });
  world.files.uploads.mostBytes = null;
  hub.comeBack();
  await page.getByRole('button', { name: 'Try now' }).first().click();
  await expect(file('table.csv')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/table.csv`)).toBe('1,2,3,4,5,6');
});

test('a folder is uploaded with the folders in it', async ({ page, world, openLab, desktop }) => {
  addThesis(world);
  await openLab();
  const { panel, file } = await openThesis(page);
  mkdirSync(join(desktop, 'run/figures'), { recursive: true });
  writeFileSync(join(desktop, 'run/a.txt'), 'a');
  writeFileSync(join(desktop, 'run/figures/b.txt'), 'b');
  await panel.locator('.jp-DirListing-content').click({ button: 'right' });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Upload a folder…' }).click();
  await (await chooser).setFiles(join(desktop, 'run'));
  await expect(file('run')).toBeVisible();
  await expect.poll(() => world.files.textOf(`${THESIS}/run/figures/b.txt`)).toBe('b');
  await expect.poll(() => world.files.textOf(`${THESIS}/run/a.txt`)).toBe('a');
});

test('files are dropped from the desktop', async ({ page, world, openLab }) => {
  addThesis(world);
  await openLab();
  const { panel, file } = await openThesis(page);
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['one'], 'one.txt'));
    transfer.items.add(new File(['two'], 'two.txt'));
    return transfer;
  });
  await panel.locator('.jp-DirListing-content').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(file('one.txt')).toBeVisible();
  await expect(file('two.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/two.txt`)).toBe('two');
});

test('folders are dropped from the desktop, empty ones too', async ({ page, world, openLab }) => {
  addThesis(world);
  await openLab();
  const { panel, file } = await openThesis(page);
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([''], 'stands for the folder'));
    // Only a hand can drop a folder: this is what a browser makes of one.
    const folder = (name: string, children: object[]) => ({
      name,
      isFile: false,
      createReader: () => ({
        readEntries: (tell: (entries: object[]) => void) => tell(children.splice(0))
      })
    });
    const note = {
      name: 'note.txt',
      isFile: true,
      file: (tell: (file: File) => void) => tell(new File(['a note'], 'note.txt'))
    };
    const run = folder('run', [folder('figures', []), folder('texts', [note])]);
    DataTransferItem.prototype.webkitGetAsEntry = () => run as unknown as FileSystemEntry;
    return transfer;
  });
  await panel.locator('.jp-DirListing-content').dispatchEvent('drop', { dataTransfer: dropped });
  await file('run').dblclick();
  await expect(file('figures')).toBeVisible();
  await file('texts').dblclick();
  await expect(file('note.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/run/texts/note.txt`)).toBe('a note');
});
