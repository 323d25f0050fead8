import type { Quota } from '../../hub/contract/volumes.js';
import { Refusal } from './fake-hub.js';
import { expect, test } from './fixtures.js';
import { MIB, inDays, letScratchExpire } from './sample-quotas.js';
import { panelOf } from './volumes-panel.js';

test('what goes says when: the volume, and each file in it', async ({ page, world, openLab }) => {
  const { volume, file } = panelOf(page);
  letScratchExpire(world);
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(volume(/^scratch, removed in 12 d/)).toHaveAttribute(
    'title',
    /What nobody has changed for 30 days is removed; the next file: /
  );
  await volume(/^scratch/).click();
  await expect(file('soon.dat')).toContainText('removed in 4 d');
  await expect(file('soon.dat')).toHaveAttribute('title', /\nRemoved: /);
  await expect(file('later.dat')).toHaveAttribute('title', /\nRemoved: /);
  await expect(file('later.dat')).not.toContainText('removed in');
});

test('quotas are seen from the panel, bytes and files, and follow what is counted', async ({
  page,
  world,
  openLab
}) => {
  const { panel } = panelOf(page);
  letScratchExpire(world);
  const [storage, temporary] = world.files.quotas as [Quota, Quota];
  world.files.quotas = [{ ...storage, filesLimit: 10_000, trashBytes: 1_024 * MIB }, temporary];
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await panel.getByRole('button', { name: 'View quotas: Storage' }).click();
  const dialog = page.getByRole('dialog');
  const inStorage = dialog.getByRole('region', { name: 'Storage' });
  await expect(
    inStorage.getByRole('meter', { name: 'Space in Storage: 6.1 / 10 GB' })
  ).toBeVisible();
  await expect(
    inStorage.getByRole('meter', { name: /^Files in Storage: 1200 \/ 10000/ })
  ).toBeVisible();
  await expect(inStorage).toContainText('1 GB of it in the trash · counted');
  const inTemporary = dialog.getByRole('region', { name: 'Temporary' });
  await expect(inTemporary).toContainText('2.4 GB, no limit');
  await expect(inTemporary).toContainText('What nobody has changed for 30 days is removed');
  await expect(inTemporary.getByRole('listitem').filter({ hasText: 'scratch' })).toContainText(
    'next file removed in 12 d'
  );

  const over = { ...storage, bytes: 10_752 * MIB, readOnlyAt: inDays(1) };
  world.hub.emit({ type: 'quota', id: 'Storage', body: over });
  await expect(
    inStorage.getByRole('meter', { name: 'Space in Storage: 11 / 10 GB' })
  ).toBeVisible();
  await expect(inStorage.getByRole('alert')).toContainText(
    'delete something, else servers and jobs'
  );
  world.hub.emit({ type: 'quota', id: 'Storage', body: { ...over, readOnlyAt: inDays(-1) } });
  await expect(inStorage.getByRole('alert')).toContainText(
    'servers and jobs may only read here until'
  );
});

test('quotas that cannot be read say so, and are read again', async ({ page, world, openLab }) => {
  const { quotas } = world.files;
  let isAway = true;
  world.hub.handlers.set('listQuotas', () => {
    if (isAway) throw new Refusal('files-unavailable', 'The disk is away');
    return { items: quotas };
  });
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  const { volume } = panelOf(page);
  await volume(/^scratch/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'View quotas…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('The quotas could not be read')).toBeVisible();
  isAway = false;
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('region', { name: 'Storage' })).toBeVisible();
});
