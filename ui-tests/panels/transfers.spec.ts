import { makeVolume } from './fake-volumes.js';
import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

test('a file is dragged into a folder', async ({ page, world, openLab }) => {
  const { volume, file } = panelOf(page);
  addThesis(world);
  world.files.put('Storage/kim/thesis/a.txt', 'a');
  world.files.put('Storage/kim/thesis/figures', null);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  const from = await file('a.txt').boundingBox();
  const to = await file('figures').boundingBox();
  if (!from || !to) throw new Error('no rows');
  await page.mouse.move(from.x + 70, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 80, to.y + 14, { steps: 8 });
  await page.mouse.up();
  await expect(file('a.txt')).toHaveCount(0);
  expect(world.files.textOf('Storage/kim/thesis/figures/a.txt')).toBe('a');
});

test('what is copied in a volume is pasted into JupyterLab’s own browser by the hub, or it is said why not', async ({
  page,
  world,
  openLab,
  tmpPath
}) => {
  const { panel, volume, file } = panelOf(page);
  addThesis(world);
  world.mountAt('Storage/kim/thesis', tmpPath);
  world.files.put('Data/survey/a.fits', 'stars');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^Sky survey/).click();
  await file('a.fits').click();
  await page.keyboard.press('Control+C');
  await page.sidebar.openTab('filebrowser');
  const lab = page.locator('#filebrowser .jp-DirListing-content');
  await lab.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Paste' }).click();
  await expect
    .poll(() => world.files.requests)
    .toEqual([
      {
        kind: 'copy',
        sources: [{ volume: 'Data/survey', path: 'a.fits' }],
        target: { volume: 'Storage/kim/thesis', path: '' },
        conflict: 'fail'
      }
    ]);
  // What has arrived is listed without a look of one's own.
  await page.contents.uploadContent('stars', 'text', `${tmpPath}/a.fits`);
  const [task] = world.files.tasks.values();
  world.files.changeTask(task?.id ?? '', {
    state: 'succeeded',
    results: [{ volume: 'Storage/kim/thesis', path: 'a.fits' }],
    endedAt: new Date().toISOString()
  });
  await expect(lab.getByText('a.fits')).toBeVisible();

  world.changeServer({ mounts: [] });
  await lab.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Paste' }).click();
  await expect(
    page.getByText('lies in no volume: the hub cannot put anything there')
  ).toBeVisible();
  expect(world.files.requests).toHaveLength(1);
  await expect(panel).toBeHidden();
});

test('a file is dragged from a volume into JupyterLab’s own browser', async ({
  page,
  world,
  openLab,
  tmpPath
}) => {
  const { volume, file } = panelOf(page);
  addThesis(world);
  world.volumes.push(
    makeVolume(22, 'Storage/kim/paper', { privileges: ['read', 'write', 'grant'] })
  );
  world.mountAt('Storage/kim/thesis', tmpPath);
  world.files.put('Storage/kim/paper/b.csv', '1,2');
  await openLab();
  await page.sidebar.moveTabToRight('labcommons-volumes');
  await page.sidebar.openTab('filebrowser');
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^paper/).click();
  const from = await file('b.csv').boundingBox();
  const to = await page.locator('#filebrowser .jp-DirListing-content').boundingBox();
  if (!from || !to) throw new Error('no lists');
  await page.mouse.move(from.x + 70, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 90, { steps: 12 });
  await page.mouse.up();
  await expect
    .poll(() => world.files.requests)
    .toMatchObject([{ kind: 'move', target: { volume: 'Storage/kim/thesis', path: '' } }]);
});

test('files are compressed by the hub, beside them or elsewhere', async ({
  page,
  world,
  openLab
}) => {
  const { volume, file, tasks } = panelOf(page);
  addThesis(world);
  world.files.put('Storage/kim/thesis/figures/x.png', 'x');
  world.files.put('Data/survey/spectra/a.fits', 'stars');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('figures').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compress to zip…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name of the archive')).toHaveValue('figures.zip');
  await dialog.getByLabel('Name of the archive').fill('');
  await expect(dialog.getByText('The archive needs a name.')).toBeVisible();
  await dialog.getByLabel('Name of the archive').fill('all figures.zip');
  await dialog.getByRole('button', { name: 'Compress here' }).click();
  await expect(tasks.getByText('Zip “figures” as all figures.zip')).toBeVisible();

  await volume(/^Sky survey/).click();
  await file('spectra').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compress to zip…' }).click();
  await dialog.getByRole('button', { name: 'thesis' }).click();
  await dialog.getByRole('button', { name: 'Compress here' }).click();
  await expect(dialog).toHaveCount(0);
  expect(world.files.requests).toEqual([
    {
      kind: 'zip',
      sources: [{ volume: 'Storage/kim/thesis', path: 'figures' }],
      target: { volume: 'Storage/kim/thesis', path: 'all figures.zip' },
      conflict: 'keepBoth'
    },
    {
      kind: 'zip',
      sources: [{ volume: 'Data/survey', path: 'spectra' }],
      target: { volume: 'Storage/kim/thesis', path: 'spectra.zip' },
      conflict: 'keepBoth'
    }
  ]);
});
