import { readFile } from 'node:fs/promises';

import { expect, test } from './fixtures.js';
import { fillSnapshots } from './sample-snapshots.js';
import { addThesis, panelOf } from './volumes-panel.js';

test('a file that was deleted is found in a snapshot of its volume and restored', async ({
  page,
  world,
  openLab
}) => {
  const { volume } = panelOf(page);
  fillSnapshots(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
  const tab = page.locator('.labcommons-VersionsPage');
  await expect(tab.getByRole('heading', { name: 'Earlier versions of “thesis”' })).toBeVisible();
  await expect(tab.getByRole('list', { name: 'Snapshots' }).getByRole('button')).toHaveCount(2);
  await tab.getByRole('button', { name: 'Restore “lost.csv”…' }).click();
  await expect
    .poll(() => world.snapshots.restored)
    .toMatchObject([{ path: 'lost.csv', conflict: 'fail' }]);
  const folder = tab.getByRole('button', { name: 'figures', exact: true });
  await folder.click();
  await expect(tab.getByText('a.png')).toBeVisible();
  const saved = page.waitForEvent('download');
  await tab.getByRole('button', { name: 'Download “a.png”' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('a.png');
  expect(await readFile(await download.path(), 'utf8')).toBe('picture');
});

test('an older version of a file replaces the present one only when that is chosen', async ({
  page,
  world,
  openLab
}) => {
  const { volume, file } = panelOf(page);
  fillSnapshots(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('chapter.md').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
  const tab = page.locator('.labcommons-VersionsPage');
  const versions = tab.getByRole('list', { name: 'Snapshots' }).getByRole('button');
  await expect(versions).toHaveCount(2);
  await versions.last().click();
  await expect(tab.getByText('11 B').last()).toBeVisible();
  await tab.getByRole('button', { name: 'Restore “chapter.md”…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('“chapter.md” is in “thesis” already')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(world.snapshots.restored).toEqual([]);
  await tab.getByRole('button', { name: 'Restore “chapter.md”…' }).click();
  await dialog.getByRole('button', { name: 'Keep both' }).click();
  await expect
    .poll(() => world.snapshots.restored)
    .toMatchObject([{ path: 'chapter.md', conflict: 'keepBoth' }]);
  await tab.getByRole('button', { name: 'Copy “chapter.md” to…' }).click();
  await dialog.getByRole('button', { name: 'scratch' }).click();
  await dialog.getByRole('button', { name: 'Copy here' }).click();
  await expect
    .poll(() => world.snapshots.restored.at(-1)?.target)
    .toEqual({
      volume: 'Temporary/kim/scratch',
      path: ''
    });
});

test('a snapshot is made now, shows when it is whole, and is deleted after a question', async ({
  page,
  world,
  openLab
}) => {
  const { volume } = panelOf(page);
  addThesis(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
  const tab = page.locator('.labcommons-VersionsPage');
  await expect(tab.getByText('No earlier versions yet')).toBeVisible();
  await tab.getByRole('button', { name: 'Make a snapshot now' }).click();
  await expect(tab.getByText('is being made…')).toBeVisible();
  world.snapshots.finish();
  await expect(tab.getByText('Nothing in here.')).toBeVisible();
  await tab.getByRole('button', { name: 'Delete this snapshot…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click();
  await expect(tab.getByText('No earlier versions yet')).toBeVisible();
});

test('what cannot be read says so and can be tried again', async ({ page, world, openLab }) => {
  const { volume } = panelOf(page);
  fillSnapshots(world);
  world.snapshots.fails = true;
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
  const tab = page.locator('.labcommons-VersionsPage');
  await expect(tab.getByText('The snapshots could not be read')).toBeVisible();
  world.snapshots.fails = false;
  await tab.getByRole('button', { name: 'Try again' }).click();
  await expect(tab.getByText('lost.csv')).toBeVisible();
});
