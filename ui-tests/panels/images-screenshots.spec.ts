import { FakeImages, savedImage } from './fake-images.js';
import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK } from './pictures.js';

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of saving an environment in ${theme}`, async ({ page, world, openLab }) => {
    const images = new FakeImages(world.hub);
    images.mine = [
      savedImage(3, 'Star counts', {
        state: 'making',
        message: 'Copying: 50 MB',
        sizeBytes: null
      }),
      savedImage(2, 'Spectra, with healpy'),
      savedImage(1, 'First try', {
        state: 'failed',
        message: 'It holds more than 5 GB beyond its image',
        sizeBytes: null
      })
    ];
    await openLab();
    await page.theme.setTheme(title);
    const menu = page.getByTitle('Your server: keep, restart, stop, details');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save my environment as an image…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('2 packages')).toBeVisible();
    await dialog.getByLabel('Name').fill('Star counts');
    await page.screenshot({
      path: `${FOLDER}/save-environment-${theme}.png`,
      animations: 'disabled'
    });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await menu.click();
    await page.getByRole('menuitem', { name: 'My images…' }).click();
    await expect(page.locator('.labcommons-ImageList li')).toHaveCount(3);
    await page.screenshot({ path: `${FOLDER}/my-images-${theme}.png`, animations: 'disabled' });
  });
}
