import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from './fixtures.js';
import { Refusal } from './fake-hub.js';

const FOLDER = process.env['SCREENSHOTS_DIR'] ?? '../docs/screenshots';

const THEMES = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;

async function widen(page: IJupyterLabPageFixture, width: number): Promise<void> {
  const handle = page.locator('#jp-main-split-panel > .lm-SplitPanel-handle:visible').first();
  const box = await handle.boundingBox();
  const panel = await page.locator('.labcommons-DatabasesPanel').boundingBox();
  if (!box || !panel) throw new Error('no side panel');
  await page.mouse.move(box.x + box.width / 2, 300);
  await page.mouse.down();
  await page.mouse.move(panel.x + width + box.width / 2, 300, { steps: 4 });
  await page.mouse.up();
}

const STARS = `
  CREATE TABLE plates (id integer primary key, taken text not null, field text, seeing real, scan blob);
  CREATE TABLE stars (id integer primary key, plate integer, name text, ra real, dec real, magnitude real);
  CREATE VIEW "bright ones" AS SELECT id, name, magnitude FROM stars WHERE magnitude < 3;
  INSERT INTO plates WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 48)
    SELECT i, date('1899-01-01', i || ' days'), 'Orion', 0.8 + (i % 7) / 10.0, zeroblob(2048) FROM n;
  INSERT INTO stars WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)
    SELECT 9007199254740000 + i * 3, 1 + i % 48, CASE i % 5 WHEN 0 THEN NULL ELSE 'BD+' || (i % 90) || ' ' || i END,
      (i * 37 % 36000) / 100.0, (i * 17 % 18000) / 100.0 - 90, 1 + (i * 7 % 120) / 10.0 FROM n`;

for (const [theme, title] of Object.entries(THEMES)) {
  test(`pictures of databases in ${theme}`, async ({ page, world, openLab }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const panel = page.locator('.labcommons-DatabasesPanel');
    const tab = page.locator('.labcommons-QueryPage:visible');
    const row = (name: RegExp) => panel.getByRole('treeitem', { name });
    const stars = panel.locator('.labcommons-DatabasesPanel-database').filter({ hasText: 'stars' });
    const dialog = page.getByRole('dialog');
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-databases');
    await expect(panel.getByText('No databases yet')).toBeVisible();
    await widen(page, 300);
    await shoot('databases-empty');

    world.databases.add('kim/stars', { sharing: 'shared', sizeBytes: 3_400_000 }, STARS);
    world.databases.add('kim/lab-book');
    world.databases.add('ana/survey-of-the-northern-sky-2026', {
      sharing: 'shared',
      privileges: ['read']
    });
    world.databases.add('lee/photometry', { sharing: 'shared', privileges: ['read', 'write'] });
    await stars.click();
    await row(/^plates/).click();
    await row(/^bright ones/).dblclick();
    await expect(tab.getByRole('cell').first()).toBeVisible();
    await tab.locator('.cm-content').press('Control+a');
    await page.keyboard.type(
      "-- Faint stars of one plate\nSELECT stars.id, name, magnitude, seeing, scan\nFROM stars JOIN plates ON plate = plates.id\nWHERE magnitude > 2 AND field = 'Orion'"
    );
    await page.keyboard.press('Control+Enter');
    await expect(tab.getByText('Only the first 1,000 rows')).toBeVisible();
    await page.mouse.move(900, 620);
    await shoot('databases');
    await widen(page, 240);
    await shoot('databases-240px');
    await widen(page, 600);
    await shoot('databases-600px');
    await widen(page, 300);
    await tab.locator('.cm-content').press('Control+a');
    await page.keyboard.type('SELEC name FROM stars');
    await page.keyboard.press('Control+Enter');
    await expect(tab.getByRole('alert')).toBeVisible();
    await shoot('databases-refused');
    await stars.click({ button: 'right' });
    await shoot('databases-menu');
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await dialog.getByRole('combobox').fill('ana');
    await dialog.getByRole('option', { name: /Ana/ }).click();
    await shoot('databases-share');
    await page.keyboard.press('Escape');
    await stars.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete database…' }).click();
    await shoot('databases-delete');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'New database…' }).click();
    await dialog.getByLabel('Name').fill('stars');
    await dialog.getByRole('button', { name: 'Make database' }).click();
    await expect(dialog.getByText('of this name already')).toBeVisible();
    await shoot('databases-new');
    await page.keyboard.press('Escape');
    await row(/^lab-book/).click({ button: 'right' });
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Import CSV as a table…' }).click();
    const buffer = Buffer.from('id,name\n1,ORION\n');
    await (await chooser).setFiles({ name: '2026 plates.csv', mimeType: 'text/csv', buffer });
    await expect(dialog.getByLabel('Table')).toBeVisible();
    await shoot('databases-import');
    await page.keyboard.press('Escape');

    world.hub.handlers.set('listDatabases', () => {
      throw new Refusal('internal', 'The databases cannot be read');
    });
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-databases');
    await expect(panel.getByText('could not be read')).toBeVisible();
    await shoot('databases-failing');
  });
}
