import { expect, test } from './fixtures.js';
import { makeVolume } from './fake-volumes.js';

test('a volume is found, opened, described, and its address copied', async ({
  page,
  world,
  openLab
}) => {
  const panel = page.locator('.labcommons-VolumesPanel');
  world.volumes.push(
    makeVolume(11, 'Storage/ana/survey-x', { privileges: ['read'], sharing: 'shared' })
  );
  world.files.put('Storage/kim/persistent/figures/a.png', 'x');
  world.files.put('Storage/kim/persistent/README.md', '# Notes');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(panel.getByRole('treeitem', { name: /^persistent/ })).toBeVisible();
  await expect(panel.getByRole('treeitem', { name: /^survey-x, ana · read-only/ })).toBeVisible();
  await panel.getByRole('treeitem', { name: /^persistent/ }).click();
  await expect(panel.getByRole('listitem', { name: /figures/ })).toBeVisible();
  await page.screenshot({ path: '/tmp/w/c-1.png' });
});
