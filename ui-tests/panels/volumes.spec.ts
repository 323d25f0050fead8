import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { makeVolume } from './fake-volumes.js';
import { expect, test } from './fixtures.js';
import { OWN, addThesis, panelOf } from './volumes-panel.js';

/** What the system's clipboard would be given. */
async function catchClipboard(page: IJupyterLabPageFixture): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    document.addEventListener('copy', event => {
      document.body.dataset['copied'] = event.clipboardData?.getData('text') ?? '';
    });
  });
  return () => page.evaluate(() => document.body.dataset['copied'] ?? '');
}

test('volumes are found, opened, described and called by their address', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume, file, find } = panelOf(page);
  addThesis(world);
  world.volumes.push(
    makeVolume(21, 'Storage/ana/survey-x', { sharing: 'shared', description: 'Spectra of 2026' })
  );
  world.files.put('Storage/ana/survey-x/spectra/a.csv', '1,2');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(volume(/^thesis, 3 MB, only for you/)).toBeVisible();
  await expect(volume(/^survey-x, ana · read-only, shared/)).toBeVisible();
  await expect(panel.getByRole('meter', { name: 'Storage: 6.1 / 10 GB' })).toBeVisible();

  await find.fill('2026 spectra');
  await expect(volume(/^thesis/)).toHaveCount(0);
  await volume(/^survey-x/).click();
  await file('spectra').dblclick();
  await expect(file('a.csv')).toBeVisible();
  await expect(panel.getByText('Read-only: copy what you need')).toBeVisible();
  await find.fill('');

  await volume(/^survey-x/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Rename or describe…' })).toBeDisabled();
  await expect(page.getByRole('menuitem', { name: 'Trash…' })).toBeDisabled();
  await page.keyboard.press('Escape');

  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename or describe…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('My thesis');
  await dialog.getByLabel('Description').fill('Chapters and figures');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(volume(/^My thesis/)).toBeVisible();
  expect(world.volumes.find(({ name }) => name === 'thesis')).toMatchObject({
    title: 'My thesis',
    description: 'Chapters and figures'
  });

  const copied = await catchClipboard(page);
  await volume(/^My thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy address' }).click();
  await expect.poll(copied).toBe('Storage/kim/thesis');
});

test('a volume is made, and deleted after a question that names what goes', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume } = panelOf(page);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await panel.getByRole('button', { name: 'New volume…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('../etc');
  await page.getByRole('button', { name: 'Make volume' }).click();
  await expect(dialog.getByText('A name begins with a letter or digit')).toBeVisible();
  await dialog.getByLabel('Name').fill('persistent');
  await page.getByRole('button', { name: 'Make volume' }).click();
  await expect(dialog.getByText('You have a volume of this name there already.')).toBeVisible();
  await dialog.getByLabel('Name').fill('paper');
  await dialog.getByLabel('Where').selectOption('Temporary');
  await expect(dialog.getByText('old files are removed')).toBeVisible();
  await page.getByRole('button', { name: 'Make volume' }).click();
  await expect(volume(/^paper/)).toHaveAttribute('aria-current', 'true');

  const made = world.volumes.find(({ address }) => address === 'Temporary/kim/paper');
  world.files.change(made?.id ?? '', { usage: { bytes: 2_100_000, files: 14 } });
  await expect(volume(/^paper, 2 MB/)).toBeVisible();
  await volume(/^paper/).click();
  await panel.getByRole('tree').focus();
  await page.keyboard.press('Delete');
  await expect(dialog.getByText('Its 14 files (2 MB) go too.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Keep volume' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Delete volume' }).click();
  await expect(volume(/^paper/)).toHaveCount(0);
  expect(world.volumes.some(({ name }) => name === 'paper')).toBe(false);
});

test('a file of a mounted volume is the one of the file browser', async ({
  page,
  world,
  openLab,
  putNotebook,
  tmpPath
}) => {
  const { volume, file } = panelOf(page);
  addThesis(world);
  await putNotebook('plot.ipynb');
  world.files.put('Storage/kim/thesis/plot.ipynb', '{"not": "read"}');
  world.mountAt('Storage/kim/thesis', tmpPath);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('plot.ipynb').dblclick();
  await expect(page.locator('.jp-NotebookPanel')).toBeVisible();
  await expect(page.locator('.labcommons-DocumentNote')).toHaveCount(0);
  const openPaths = () =>
    page.evaluate(() =>
      [...window.jupyterapp.shell.widgets('main')].flatMap(widget =>
        'context' in widget ? [(widget.context as { path: string }).path] : []
      )
    );
  expect(await openPaths()).toEqual([`${tmpPath}/plot.ipynb`]);
  await file('plot.ipynb').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open', exact: true }).click();
  expect(await openPaths()).toEqual([`${tmpPath}/plot.ipynb`]);

  // JupyterLab's notebook, still being drawn, takes the focus once more.
  const editor = page.locator('.jp-DirListing-editor');
  await expect(async () => {
    await file('plot.ipynb').click();
    await page.keyboard.press('F2');
    await expect(editor).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await editor.fill('drawing.ipynb');
  await page.keyboard.press('Enter');
  await expect.poll(openPaths).toEqual([`${tmpPath}/drawing.ipynb`]);
});

test('a file of an unmounted volume is opened and saved, never over a change of somebody else', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume, file } = panelOf(page);
  addThesis(world);
  const place = 'Storage/kim/thesis/notes.txt';
  world.files.put(place, 'one');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await expect(panel.getByText('The kernel cannot see this folder.')).toBeVisible();
  await file('notes.txt').dblclick();
  const editor = page.locator('.jp-FileEditor .cm-content');
  await expect(editor).toHaveText('one');
  await expect(
    page.locator('.labcommons-DocumentNote').getByText('The kernel cannot see this folder.')
  ).toBeVisible();
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' two');
  await page.keyboard.press('Control+S');
  await expect.poll(() => world.files.textOf(place)).toBe('one two');

  await page.keyboard.type(' three');
  await expect(async () => {
    await page.keyboard.press('Control+S');
    await expect.poll(() => world.files.textOf(place), { timeout: 2_000 }).toBe('one two three');
  }).toPass();

  world.files.put(place, 'from elsewhere');
  await page.keyboard.type(' four');
  const question = page.getByRole('dialog');
  // JupyterLab leaves out a save that is asked for before the last one has come to its end.
  await expect(async () => {
    await page.keyboard.press('Control+S');
    await expect(question).toContainText('has changed on disk', { timeout: 2_000 });
  }).toPass();
  expect(world.files.textOf(place)).toBe('from elsewhere');
  await question.getByRole('button', { name: 'Overwrite' }).click();
  await expect.poll(() => world.files.textOf(place)).toBe('one two three four');
});

test('what is deleted is in the trash, and comes back', async ({ page, world, openLab }) => {
  const { panel, volume, file } = panelOf(page);
  addThesis(world);
  world.files.put('Storage/kim/thesis/a.txt', 'a');
  world.files.put('Storage/kim/thesis/b.txt', 'b');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();

  await panel.getByRole('button', { name: 'New folder' }).click();
  await panel.locator('.jp-DirListing-editor').fill('chapters');
  await page.keyboard.press('Enter');
  await expect(file('chapters')).toBeVisible();

  for (const name of ['a.txt', 'b.txt']) {
    await file(name).click();
    await page.keyboard.press('Delete');
    await expect(page.getByText(`Move “${name}” to the trash?`)).toBeVisible();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(file(name)).toHaveCount(0);
  }
  await volume(/^thesis/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Trash…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Restore “a.txt”' }).click();
  await expect(dialog.getByRole('button', { name: 'Restore “a.txt”' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Empty trash…' }).click();
  expect(world.files.trash).toHaveLength(1);
  await dialog.getByRole('button', { name: 'Empty trash', exact: true }).click();
  await expect(dialog.getByText('Nothing in the trash')).toBeVisible();
  expect(world.files.trash).toHaveLength(0);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(file('a.txt')).toBeVisible();
  await expect(file('b.txt')).toHaveCount(0);
});

test('data is copied out of a data volume by the hub, with progress and a way to stop it', async ({
  page,
  world,
  openLab
}) => {
  const { volume, file, tasks } = panelOf(page);
  addThesis(world);
  world.files.put('Data/survey/spectra/a.fits', 'stars');
  world.files.put('Storage/kim/thesis/figures/x.png', 'x');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^Sky survey/).click();
  await file('spectra').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Move to…' })).toBeDisabled();
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByRole('button', { name: /Sky survey.*you may only read it/ })
  ).toBeDisabled();
  await expect(dialog.getByRole('button', { name: 'Copy here' })).toHaveAttribute(
    'aria-disabled',
    'true'
  );
  await dialog.getByRole('button', { name: 'thesis' }).click();
  await dialog.getByRole('button', { name: 'figures' }).click();
  await dialog.getByLabel('Taken names').selectOption('skip');
  await dialog.getByRole('button', { name: 'Copy here' }).click();
  await expect(dialog).toHaveCount(0);
  expect(world.files.requests).toEqual([
    {
      kind: 'copy',
      sources: [{ volume: 'Data/survey', path: 'spectra' }],
      target: { volume: 'Storage/kim/thesis', path: 'figures' },
      conflict: 'skip'
    }
  ]);
  const line = tasks.getByRole('listitem').filter({ hasText: 'Copy “spectra” to figures' });
  await expect(line).toContainText('Counting the files…');
  const [task] = world.files.tasks.values();
  const progress = { files: 3, filesTotal: 8, bytes: 3e9, bytesTotal: 12e9 };
  world.files.changeTask(task?.id ?? '', {
    progress: { ...progress, bytesPerSecond: 50_000_000, remainingSeconds: 180 }
  });
  await expect(line).toContainText('2.8 / 11 GB · 48 MB/s · 3 min left');
  await line.getByRole('button', { name: /^Cancel/ }).click();
  await expect(line).toContainText('Cancelled');
  await line.getByRole('button', { name: 'Take off the list' }).click();
  await expect(line).toHaveCount(0);
});

test('what is cut in one volume and pasted into another is moved by the hub', async ({
  page,
  world,
  openLab
}) => {
  const { volume, file, tasks } = panelOf(page);
  addThesis(world);
  world.volumes.push(makeVolume(22, 'Storage/kim/paper', { privileges: [...OWN] }));
  world.files.put('Storage/kim/thesis/a.txt', 'a');
  world.files.put('Storage/kim/paper/a.txt', 'other');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('a.txt').click();
  await page.keyboard.press('Control+X');
  await volume(/^paper/).click();
  await file('a.txt').click();
  await page.keyboard.press('Control+V');
  await expect(page.getByText('“a.txt” is in “Storage/kim/paper” already')).toBeVisible();
  await page.getByRole('button', { name: 'Keep both' }).click();
  await expect(tasks.getByText('Move “a.txt” to paper')).toBeVisible();
  expect(world.files.requests).toMatchObject([{ kind: 'move', conflict: 'keepBoth' }]);
  const [task] = world.files.tasks.values();
  world.files.put('Storage/kim/paper/a (2).txt', 'a');
  world.files.changeTask(task?.id ?? '', {
    state: 'succeeded',
    results: [{ volume: 'Storage/kim/paper', path: 'a (2).txt' }],
    endedAt: new Date().toISOString()
  });
  await expect(file('a (2).txt')).toBeVisible();
});

test('volumes are worked on by keyboard alone', async ({ page, world, openLab }) => {
  const { tree, volume } = panelOf(page);
  addThesis(world);
  await openLab();
  await page.evaluate(() => window.jupyterapp.commands.execute('labcommons:show-volumes'));
  await expect(tree).toBeFocused();
  await page.keyboard.press('t');
  await expect(volume(/^thesis/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(volume(/^thesis/)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('F2');
  await expect(page.getByText('Rename or describe “thesis”')).toBeVisible();
  await page.keyboard.press('Escape');
  await tree.focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Trash…' })).toBeVisible();
  await page.keyboard.press('Escape');
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(volume(/^thesis/)).toHaveCount(0);
});

test('the hub cannot be reached, and can be again', async ({ page, hub, world, openLab }) => {
  const { panel, volume } = panelOf(page);
  addThesis(world);
  const list = hub.handlers.get('listVolumes');
  hub.handlers.delete('listVolumes');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(
    panel.getByRole('heading', { name: 'Your volumes could not be read' })
  ).toBeVisible();
  if (list) hub.handlers.set('listVolumes', list);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(volume(/^thesis/)).toBeVisible();
  hub.goDown();
  await expect(panel.getByText(/Hub not reachable, trying again in \d+ s/)).toBeVisible();
  await volume(/^thesis/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete volume…' })).toBeDisabled();
  await page.keyboard.press('Escape');
  hub.comeBack();
  await panel.getByRole('button', { name: 'Try now' }).click();
  await expect(panel.getByText('Hub not reachable', { exact: false })).toBeHidden();
});

test('what is used moves while one looks, without a reload', async ({
  page,
  hub,
  world,
  openLab
}) => {
  const { panel, volume } = panelOf(page);
  addThesis(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(panel.getByRole('meter', { name: 'Storage: 6.1 / 10 GB' })).toBeVisible();
  const thesis = world.volumes.find(({ name }) => name === 'thesis');
  world.files.change(thesis?.id ?? '', { usage: { bytes: 2_500_000_000, files: 15 } });
  await expect(volume(/^thesis, 2.3 GB/)).toBeVisible();
  const [storage] = world.files.quotas;
  if (!storage) throw new Error('no quota');
  const body = { ...storage, bytes: Math.round(9.2 * 1024 ** 3) };
  world.files.quotas = world.files.quotas.map(quota => (quota === storage ? body : quota));
  hub.emit({ type: 'quota', id: 'Storage', body });
  await expect(panel.getByRole('meter', { name: 'Storage: 9.2 / 10 GB' })).toBeVisible();
});

test('data of others is read and copied out of, not changed; what one looks after is', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume, file } = panelOf(page);
  addThesis(world);
  world.volumes.push(
    makeVolume(24, 'Data/lessons', { title: 'Lessons' }),
    makeVolume(25, 'Data/stars', { title: 'Stars', privileges: [...OWN] })
  );
  world.files.put('Data/lessons/week-1/a.csv', '1,2');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  const upload = panel.getByRole('button', { name: 'Upload files into the folder below' });
  const item = (name: string) => page.getByRole('menuitem', { name });

  await volume(/^Lessons, read-only/).click();
  await expect(panel.getByText('Read-only: copy what you need')).toBeVisible();
  await expect(upload).toBeDisabled();
  await volume(/^Lessons/).click({ button: 'right' });
  for (const name of ['Rename or describe…', 'Delete volume…', 'Trash…']) {
    await expect(item(name)).toBeDisabled();
  }
  // Files and folders of it are copied, never all of it.
  await expect(item('Copy to…')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await file('week-1').click({ button: 'right' });
  await expect(item('Move to…')).toBeDisabled();
  await expect(item('Copy to…')).toBeEnabled();
  await page.keyboard.press('Escape');
  expect(world.files.textOf('Data/lessons/week-1/a.csv')).toBe('1,2');

  await volume(/^Stars, read & write/).click();
  const chooser = page.waitForEvent('filechooser');
  await upload.click();
  await (
    await chooser
  ).setFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: Buffer.from('3,4') });
  await expect(file('b.csv')).toBeVisible();
  expect(world.files.textOf('Data/stars/b.csv')).toBe('3,4');
});

test('what cannot be done is said plainly, and nothing changes', async ({
  page,
  world,
  openLab
}) => {
  const { volume, file } = panelOf(page);
  addThesis(world);
  for (const name of ['a.txt', 'gone.txt']) {
    world.files.put(`Storage/kim/thesis/${name}`, name);
  }
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  const dialog = page.getByRole('dialog');

  // A volume is the least that something is put into: there is no place above it.
  await volume(/^thesis/).click();
  await file('a.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await dialog.getByRole('navigation', { name: 'Where to' }).getByText('Volumes').click();
  await expect(dialog.getByRole('button', { name: 'thesis' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Storage', exact: true })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Copy here' })).toHaveAttribute(
    'aria-disabled',
    'true'
  );
  await page.keyboard.press('Escape');

  world.files.vanish('Storage/kim/thesis/gone.txt');
  await file('gone.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Download', exact: true }).click();
  await expect(page.getByText('There is no such file').first()).toBeVisible();
  expect(world.files.downloads).toEqual([]);

  expect(world.files.textOf('Storage/kim/thesis/a.txt')).toBe('a.txt');
});
