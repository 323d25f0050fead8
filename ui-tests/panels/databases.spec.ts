import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

const READ = ['read'] as const;

function parts(page: IJupyterLabPageFixture) {
  const panel = page.locator('.labcommons-DatabasesPanel');
  const tab = page.locator('.labcommons-QueryPage:visible');
  return {
    panel,
    tab,
    tree: panel.getByRole('tree'),
    row: (name: RegExp) => panel.getByRole('treeitem', { name }),
    editor: tab.locator('.cm-content'),
    cells: tab.getByRole('cell'),
    said: tab.locator('.labcommons-Result-said'),
    dialog: page.getByRole('dialog')
  };
}

test('a database is made, filled, queried and shared, all by keyboard', async ({
  page,
  world,
  openLab
}) => {
  const { panel, tab, tree, row, editor, cells, said, dialog } = parts(page);
  const press = (key: string) => page.keyboard.press(key);
  await openLab();
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('labcommons:show-databases');
  });
  await expect(panel.getByText('No databases yet')).toBeVisible();
  await panel.getByRole('button', { name: 'New database…' }).last().press('Enter');
  await page.keyboard.type('stars');
  await press('Enter');
  await expect(dialog).toHaveCount(0);

  // The tab of the new database is open, and its editor has the focus.
  await expect(editor).toBeFocused();
  await page.keyboard.type('CREATE TABLE plates (id integer primary key, name text);');
  await press('Control+Enter');
  await expect(said).toContainText('Done');
  await press('Control+a');
  await page.keyboard.type("INSERT INTO plates VALUES (9007199254740993, 'ORION'), (2, NULL)");
  await press('Shift+Enter');
  await expect(said).toContainText('2 rows changed');
  await press('Control+a');
  await page.keyboard.type('SELEC * FROM plates');
  await press('Control+Enter');
  await expect(tab.getByRole('alert')).toHaveText('near "SELEC": syntax error');
  await press('Control+a');
  await page.keyboard.type('SELECT * FROM plates ORDER BY id');
  await press('Control+Enter');
  await expect(cells).toHaveText(['2', 'NULL', '9007199254740993', 'ORION']);
  await expect(said).toContainText('2 rows');

  // The tree shows the new table without being asked to.
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('labcommons:show-databases');
  });
  await expect(tree).toBeFocused();
  await expect(row(/^plates, 2 rows/)).toBeVisible();
  await press('End');
  await press('ArrowRight');
  await expect(row(/^id, INTEGER · key/)).toBeVisible();
  await press('Enter');
  await expect(cells).toHaveText(['2', 'NULL', '9007199254740993', 'ORION']);
  await expect(editor).toContainText('SELECT * FROM "plates" LIMIT 100');

  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('labcommons:show-databases');
  });
  await press('Home');
  await press('ArrowDown');
  await press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Share…' }).press('Enter');
  await dialog.getByRole('combobox').fill('ana');
  await dialog.getByRole('option', { name: /Ana/ }).waitFor();
  await press('Enter');
  await dialog.getByRole('button', { name: 'Share', exact: true }).press('Enter');
  await expect(dialog.getByText('Shared with Ana Pereira.')).toBeVisible();
  expect(world.groups.grants.at(-1)).toMatchObject({
    resource: { kind: 'database', name: 'kim/stars' },
    subject: { kind: 'user', id: 'ana' },
    privileges: ['read']
  });
  await press('Escape');

  await tree.focus();
  await press('Delete');
  await expect(dialog).toContainText('Its table goes too: plates (2 rows).');
  await dialog.getByRole('button', { name: 'Delete database' }).press('Enter');
  await expect(panel.getByText('No databases yet')).toBeVisible();
  await expect(tab.getByRole('alert')).toContainText('This database is gone');
});

test('what others share appears and goes by itself; CSV becomes a table, and rows become CSV and Python', async ({
  page,
  world,
  openLab,
  context
}) => {
  const { tab, row, editor, said, cells, dialog } = parts(page);
  const { volume, file } = panelOf(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const stars = world.databases.add('kim/stars');
  addThesis(world);
  world.files.put('Storage/kim/thesis/seeing.csv', 'night,seeing\n1,0.8\n2,1.1\n');
  await openLab();
  await page.sidebar.openTab('labcommons-databases');
  await expect(row(/^stars/)).toBeVisible();

  const survey = world.databases.add(
    'ana/survey',
    { privileges: [...READ], sharing: 'shared' },
    `CREATE TABLE nights (id integer, seeing real, plate blob);
     INSERT INTO nights WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 12000)
     SELECT i, i / 2.0, zeroblob(3) FROM n`
  );
  await expect(row(/^survey, ana · read-only/)).toBeVisible();
  await row(/^survey/).click();
  await row(/^nights, 12,000 rows/).dblclick();
  await expect(said).toContainText('100 rows');
  await tab.getByLabel('Rows at most').selectOption({ label: '10,000' });
  await editor.press('Control+a');
  await page.keyboard.type('SELECT * FROM nights');
  await page.keyboard.press('Control+Enter');
  await expect(said).toContainText('Only the first 10,000 rows');
  await tab.getByRole('table', { name: 'Rows' }).focus();
  await page.keyboard.press('End');
  await expect(tab.getByRole('cell', { name: '10000', exact: true })).toBeVisible();
  await expect(cells.last()).toHaveText('blob, 3 B');
  expect(await cells.count()).toBeLessThan(600);

  await editor.press('Control+a');
  await page.keyboard.type('DELETE FROM nights');
  await page.keyboard.press('Control+Enter');
  await expect(tab.getByRole('alert')).toHaveText('You may only read this database');
  let release = () => {};
  world.databases.held = new Promise(resolve => (release = resolve));
  await page.keyboard.press('Control+Enter');
  await tab.getByRole('button', { name: 'Cancel' }).click();
  await expect(said).toHaveText('Cancelled.');
  release();
  world.databases.remove(survey.id);
  await expect(row(/^survey/)).toHaveCount(0);
  await expect(tab.getByRole('alert')).toContainText('no longer shared with you');

  await row(/^stars/).click({ button: 'right' });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Import CSV as a table…' }).click();
  const buffer = Buffer.from('id,name\n1,ORION\n');
  await (await chooser).setFiles({ name: 'plates.csv', mimeType: 'text/csv', buffer });
  await expect(dialog.getByLabel('Table')).toHaveValue('plates');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(row(/^plates, 1 row/)).toBeVisible();

  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('seeing.csv').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Import CSV as a table…' }).click();
  await dialog.getByLabel('Table').fill('plates');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(dialog.getByText('has a table of this name already')).toBeVisible();
  await dialog.getByLabel('Table').fill('seeing');
  await dialog.getByRole('button', { name: 'Import' }).click();
  const toast = page.locator('.Toastify__toast').filter({ hasText: '“seeing”' });
  await toast.getByRole('button', { name: 'Show rows' }).click();
  await expect(cells).toHaveText(['1', '0.8', '2', '1.1']);

  const saved = page.waitForEvent('download');
  await tab.getByRole('button', { name: 'Download CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('stars.csv');
  await tab.getByRole('button', { name: 'Save as CSV…' }).click();
  await dialog.getByLabel('Volume').selectOption('Storage/kim/thesis');
  await dialog.getByLabel('File').fill('again.csv');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  const again = world.files.textOf('Storage/kim/thesis/again.csv');
  expect(again).toBe('night,seeing\r\n1,0.8\r\n2,1.1\r\n');
  await tab.getByRole('button', { name: 'Copy as Python' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain(`/v1/databases/${stars.id}/query`);
});
