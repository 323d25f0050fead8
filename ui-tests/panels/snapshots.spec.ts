import { readFile } from 'node:fs/promises';

import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';
import type { World } from './world.js';

const THESIS = 'Storage/kim/thesis';

/** Three days of work on a chapter, the last of which is not in any snapshot. */
function fill(world: World): void {
  addThesis(world);
  world.files.put(`${THESIS}/chapter.md`, 'as it is today');
  world.files.put(`${THESIS}/figures/a.png`, 'picture');
  const figures = { figures: null, 'figures/a.png': 'picture' };
  world.snapshots.take(THESIS, 48, { ...figures, 'chapter.md': 'first words' });
  world.snapshots.take(THESIS, 24, {
    ...figures,
    'chapter.md': 'first words, and more of them',
    'lost.csv': '1,2'
  });
}

test('a file that was deleted is found in a snapshot of its volume and restored', async ({
  page,
  world,
  openLab
}) => {
  const { volume } = panelOf(page);
  fill(world);
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
  fill(world);
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
  fill(world);
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

for (const [theme, title] of [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
] as const) {
  test(`pictures of earlier versions in ${theme}`, async ({ page, world, openLab }) => {
    const directory = process.env['SCREENSHOTS_DIR'] ?? '../docs/screenshots';
    const shoot = (name: string) =>
      page.screenshot({ path: `${directory}/${name}-${theme}.png`, animations: 'disabled' });
    const { volume } = panelOf(page);
    const open = async () => {
      await volume(/^thesis/).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
    };
    const tab = page.locator('.labcommons-VersionsPage');
    addThesis(world);
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-volumes');
    await open();
    await expect(tab.getByText('No earlier versions yet')).toBeVisible();
    await shoot('earlier-versions-empty');
    await page.activity.closeAll();
    fill(world);
    world.snapshots.take(
      THESIS,
      3,
      { figures: null, 'chapter.md': 'x'.repeat(5000) },
      {
        cause: 'asked',
        warnings: ['run/socket: a socket, left out']
      }
    );
    world.snapshots.take(THESIS, 0, {}, { state: 'making' });
    await open();
    await expect(tab.getByText('is being made…')).toBeVisible();
    await expect(tab.getByText('chapter.md')).toBeVisible();
    await shoot('earlier-versions');
    await page.activity.closeAll();
    world.snapshots.fails = true;
    await open();
    await expect(tab.getByText('The snapshots could not be read')).toBeVisible();
    await shoot('earlier-versions-failing');
  });
}
