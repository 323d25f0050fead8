import { FakeImages, savedImage } from './fake-images.js';
import { Refusal } from './fake-hub.js';
import { expect, test } from './fixtures.js';

test('an environment is saved as an image, which is listed while it is made, and deleted', async ({
  page,
  world,
  openLab
}) => {
  const images = new FakeImages(world.hub);
  images.mine = [savedImage(7, 'Spectra, used')];
  await openLab();
  const menu = page.getByTitle('Your server: keep, restart, stop, details');
  const dialog = page.getByRole('dialog');
  const row = (title: string) => dialog.getByRole('listitem', { name: title });

  await menu.click();
  await page.getByRole('menuitem', { name: 'Save my environment as an image…' }).click();
  const holds = dialog.getByRole('region', { name: 'What the environment holds' });
  await expect(holds.getByText('2 packages')).toBeVisible();
  await expect(holds.getByText('/home/jovyan/.ssh')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save image' }).click();
  await expect(dialog.getByText('Give it a name')).toBeVisible();
  await dialog.getByLabel('Name').fill('Star counts');
  await dialog.getByRole('button', { name: 'Save image' }).click();
  await expect(dialog).toHaveCount(0);

  await menu.click();
  await page.getByRole('menuitem', { name: 'My images…' }).click();
  await expect(row('Star counts')).toContainText('Copying: 50 MB');
  const made = images.mine[0] as (typeof images.mine)[number];
  images.put(savedImage(2, 'Star counts', { version: 2 }));
  await expect(row('Star counts')).toContainText('80 MB');
  expect(made.id).toBe(images.mine[0]?.id);

  await row('Spectra, used').getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete image' }).click();
  await expect(page.getByText('It is used by the server “JupyterLab”').first()).toBeVisible();
  await row('Star counts').getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete image' }).click();
  await expect(row('Spectra, used')).toBeVisible();
  await expect(row('Star counts')).toHaveCount(0);
});

test('an environment that cannot be looked at, or not be saved, says why', async ({
  page,
  world,
  openLab
}) => {
  const images = new FakeImages(world.hub);
  images.changes = new Refusal('engine-unavailable', 'The container engine does not answer');
  await openLab();
  await page.getByTitle('Your server: keep, restart, stop, details').click();
  await page.getByRole('menuitem', { name: 'Save my environment as an image…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Your environment could not be looked at')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save image' })).toBeDisabled();
});
