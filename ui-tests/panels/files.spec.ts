import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

const THESIS = 'Storage/kim/thesis';

async function openThesis(page: IJupyterLabPageFixture, openLab: () => Promise<void>) {
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  const parts = panelOf(page);
  await parts.volume(/^thesis/).click();
  await expect(parts.panel.getByText('The kernel cannot see this folder.')).toBeVisible();
  const { panel } = parts;
  return {
    ...parts,
    content: panel.locator('.jp-DirListing-content'),
    header: panel.locator('.jp-DirListing-header'),
    names: () => panel.locator('.jp-DirListing-item .jp-DirListing-itemName').allInnerTexts()
  };
}

test('a file, a folder and several of both are downloaded without passing through the page', async ({
  page,
  world,
  hub,
  openLab
}) => {
  addThesis(world);
  world.files.put(`${THESIS}/figures/x.png`, 'x');
  world.files.put(`${THESIS}/a.txt`, 'a');
  const { file } = await openThesis(page, openLab);
  const saved = async (name: string, item: string) => {
    await file(name).click({ button: 'right' });
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item, exact: true }).click();
    return (await download).suggestedFilename();
  };
  expect(await saved('a.txt', 'Download')).toBe('a.txt');
  expect(await saved('figures', 'Download as zip')).toBe('figures.zip');
  await file('figures').click();
  await file('a.txt').click({ modifiers: ['Control'] });
  expect(await saved('a.txt', 'Download')).toBe('files.zip');
  expect(world.files.downloads.at(-1)).toEqual([
    { volume: THESIS, path: 'figures' },
    { volume: THESIS, path: 'a.txt' }
  ]);
  expect(hub.asked).not.toContain('GET readFile');
});

test('several files are chosen, moved, brought back to where they were, and deleted', async ({
  page,
  world,
  openLab
}) => {
  addThesis(world);
  for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt'])
    world.files.put(`${THESIS}/${name}`, name);
  world.files.put(`${THESIS}/old`, null);
  const { panel, file } = await openThesis(page, openLab);
  await file('a.txt').click();
  await file('c.txt').click({ modifiers: ['Shift'] });
  await file('b.txt').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+X');
  await file('old').dblclick();
  await expect(file('a.txt')).toHaveCount(0);
  await panel.locator('.jp-DirListing-content').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Paste' }).click();
  await expect(file('a.txt')).toBeVisible();
  await expect(file('c.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/old/c.txt`)).toBe('c.txt');
  expect(world.files.textOf(`${THESIS}/b.txt`)).toBe('b.txt');
  await file('a.txt').click();
  await file('c.txt').click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await expect(page.getByText('Move 2 items to the trash?')).toBeVisible();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(file('a.txt')).toHaveCount(0);
  expect(world.files.trash.map(({ path }) => path).sort()).toEqual(['old/a.txt', 'old/c.txt']);
});

test('files are made, renamed, sorted and filtered; each row has its menu', async ({
  page,
  world,
  openLab
}) => {
  addThesis(world);
  world.files.put(`${THESIS}/big.txt`, 'x'.repeat(5_000));
  world.files.put(`${THESIS}/notes.txt`, 'x'.repeat(90));
  world.files.put(`${THESIS}/.secret`, 's');
  const { panel, file, content, header, names } = await openThesis(page, openLab);
  await content.click({ button: 'right', position: { x: 100, y: 110 } });
  await page.getByRole('menuitem', { name: 'New File' }).click();
  await panel.locator('.jp-DirListing-editor').fill('a.md');
  await page.keyboard.press('Enter');
  await expect(file('a.md')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/a.md`)).toBe('');
  await expect.poll(names).toEqual(['a.md', 'big.txt', 'notes.txt']);

  await header.locator('.jp-id-filesize').click();
  await header.locator('.jp-id-filesize').click();
  const bySize = [await names()];
  await header.locator('.jp-id-filesize').click();
  bySize.push(await names());
  expect(bySize).toContainEqual(['a.md', 'notes.txt', 'big.txt']);
  expect(bySize).toContainEqual(['big.txt', 'notes.txt', 'a.md']);
  await header.locator('.jp-id-name').click();

  await content.click({ button: 'right', position: { x: 100, y: 110 } });
  await page.getByRole('menuitem', { name: 'Show hidden files' }).click();
  await expect(file('.secret')).toBeVisible();
  await panel.locator('input[placeholder="Filter files…"]').fill('not');
  await expect.poll(names).toEqual(['notes.txt']);

  await file('notes.txt').hover();
  await file('notes.txt').getByRole('button', { name: 'What can be done with it' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await panel.locator('.jp-DirListing-editor').fill('nothing.txt');
  await page.keyboard.press('Enter');
  await expect(file('nothing.txt')).toBeVisible();
  expect(world.files.textOf(`${THESIS}/nothing.txt`)).toBe('x'.repeat(90));
});

test('a folder of 100,000 entries is looked through with few rows in the page, and sorted by the hub', async ({
  page,
  world,
  openLab
}) => {
  addThesis(world);
  const nameOf = (at: number) => `f${String(at).padStart(6, '0')}`;
  for (let at = 0; at < 100_000; at += 1) world.files.put(`${THESIS}/${nameOf(at)}`, '');
  world.files.put(`${THESIS}/${nameOf(77_777)}`, 'the only one with something in it');
  const { panel, file, content, header } = await openThesis(page, openLab);
  const rows = panel.locator('.jp-DirListing-item');
  await expect(file(nameOf(0))).toBeVisible();
  expect(await rows.count()).toBeLessThan(300);
  await expect(panel.getByText('This folder is long')).toBeVisible();

  // Wherever one scrolls to, there are rows in the middle of what is seen before the next picture is drawn.
  const blanks = await content.evaluate(async node => {
    const found: string[] = [];
    for (let step = 1; step <= 30; step += 1) {
      node.scrollTop = (step * 7_919) % (node.scrollHeight - node.clientHeight);
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const { left, top, width, height } = node.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!there?.closest('.jp-DirListing-item'))
        found.push(`${node.scrollTop}: ${there?.className}`);
    }
    return found;
  });
  expect(blanks).toEqual([]);

  await expect(async () => {
    await content.evaluate(node => (node.scrollTop = node.scrollHeight));
    expect(await rows.last().innerText()).toMatch(/^f0[1-9]/);
  }).toPass({ timeout: 60_000, intervals: [50] });
  await rows.last().click();
  const before = await rows.locator('visible=true').last().innerText();
  await page.keyboard.press('ArrowUp');
  await expect(panel.locator('.jp-DirListing-item.jp-mod-selected')).toHaveCount(1);
  expect(await panel.locator('.jp-DirListing-item.jp-mod-selected').innerText()).not.toBe(before);
  expect(await rows.count()).toBeLessThan(300);

  // Sorted by the hub: what is last of all is first, from wherever it was.
  await header.locator('.jp-id-name').click();
  await content.evaluate(node => (node.scrollTop = 0));
  await expect(file(nameOf(99_999))).toBeVisible();
  await expect(async () => {
    await header.locator('.jp-id-filesize').click();
    await content.evaluate(node => (node.scrollTop = 0));
    await expect(file(nameOf(77_777))).toBeVisible({ timeout: 5_000 });
  }).toPass();
});
