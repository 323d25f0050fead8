import type { Quota } from '../../hub/contract/volumes.js';
import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK } from './pictures.js';
import { MIB, inDays, letScratchExpire } from './sample-quotas.js';
import { fillVolumes } from './sample-volumes.js';
import { panelOf } from './volumes-panel.js';

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of quotas in ${theme}`, async ({ page, world, openLab }) => {
    const { panel, volume, file } = panelOf(page);
    fillVolumes(world);
    letScratchExpire(world);
    const [storage, temporary] = world.files.quotas as [Quota, Quota];
    const over = {
      bytes: 10_650 * MIB,
      filesLimit: 100_000,
      trashBytes: 1_024 * MIB,
      readOnlyAt: inDays(0.9)
    };
    world.files.quotas = [{ ...storage, ...over }, temporary];
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-volumes');
    await volume(/^scratch/).click();
    await expect(file('soon.dat')).toContainText('removed in 4 d');
    await page.mouse.move(900, 500);
    await page.screenshot({
      path: `${FOLDER}/panel-volumes-expiry-${theme}.png`,
      animations: 'disabled'
    });
    await panel.getByRole('button', { name: 'View quotas: Storage' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    await page.screenshot({ path: `${FOLDER}/panel-quotas-${theme}.png`, animations: 'disabled' });
  });
}
