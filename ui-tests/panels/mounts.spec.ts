import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

const PLACE = 'Storage/kim/thesis';

test('a folder that the kernel cannot see is mounted, and its open document goes on there without losing edits', async ({
  page,
  world,
  openLab,
  tmpPath
}) => {
  const { panel, volume, file } = panelOf(page);
  addThesis(world);
  world.files.put(`${PLACE}/notes.txt`, 'one');
  // What the real server would have at this path once the volume is mounted.
  await page.contents.uploadContent('one two', 'text', `${tmpPath}/notes.txt`);
  world.mountPaths.set(PLACE, tmpPath);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('notes.txt').dblclick();
  const editor = page.locator('.jp-FileEditor .cm-content');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' two');

  const note = page.locator('.labcommons-DocumentNote');
  await note.getByRole('button', { name: 'Mount' }).click();
  await expect(note.getByText('This folder is mounted now.')).toBeVisible();
  await expect(panel.getByText('The kernel cannot see this folder.')).toHaveCount(0);
  expect(world.server.mounts.at(-1)).toMatchObject({ volume: PLACE, access: 'write' });

  await note.getByRole('button', { name: 'Save and reopen' }).click();
  await expect(note).toHaveCount(0);
  expect(world.files.textOf(`${PLACE}/notes.txt`)).toBe('one two');
  const openPaths = () =>
    page.evaluate(() =>
      [...window.jupyterapp.shell.widgets('main')].flatMap(widget =>
        'context' in widget ? [(widget.context as { path: string }).path] : []
      )
    );
  await expect.poll(openPaths).toEqual([`${tmpPath}/notes.txt`]);
  await expect(editor).toHaveText('one two');
});

test('volumes are mounted and taken out from their menus', async ({ page, world, openLab }) => {
  const { volume } = panelOf(page);
  addThesis(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: /Unmount from this server/ })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Mount in this server' }).click();
  await expect(page.getByText(`is mounted as ${PLACE}.`)).toBeVisible();

  await volume(/^thesis/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Mount in this server' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Unmount from this server…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Nothing in the volume is deleted.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Keep mounted' }).click();
  expect(world.server.mounts.map(mount => mount.volume)).toContain(PLACE);
  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Unmount from this server…' }).click();
  await dialog.getByRole('button', { name: 'Unmount', exact: true }).click();
  await expect.poll(() => world.server.mounts.map(mount => mount.volume)).not.toContain(PLACE);
});

test('where mounts need a restart, it is said what that costs, and nothing is done before', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume } = panelOf(page);
  addThesis(world);
  world.changeServer({ liveMounts: false });
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await panel.getByRole('button', { name: 'Mount', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Restart needed', { exact: true })).toBeVisible();
  await expect(
    dialog.getByText(/what you installed in it outside your volumes is lost/)
  ).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Restart server…' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Later' }).click();
  await expect(
    panel.getByText('Restart needed: It is mounted when the server starts anew.')
  ).toBeVisible();
  await panel.getByRole('button', { name: 'Restart…' }).click();
  await expect(dialog.getByRole('button', { name: 'Restart server…' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(world.server.state).toBe('running');
});
