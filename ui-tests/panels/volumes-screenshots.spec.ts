import { expect, test } from './fixtures.js';
import { ALL_THEMES, FOLDER, widen } from './pictures.js';
import { fillVolumes } from './sample-volumes.js';

for (const [theme, title] of Object.entries(ALL_THEMES)) {
  test(`pictures of volumes in ${theme}`, async ({ page, world, openLab }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const panel = page.locator('.labcommons-VolumesPanel');
    const volume = (name: RegExp) => panel.getByRole('treeitem', { name });
    fillVolumes(world);
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-volumes');
    await expect(volume(/^thesis/)).toBeVisible();
    await widen(page, 300);
    await shoot('volumes-closed');
    await volume(/^SDSS/).click();
    await expect(panel.getByText('Read-only: copy what you need')).toBeVisible();
    const folder = panel.locator('.jp-DirListing-item').filter({ hasText: 'spectra' });
    await folder.click({ button: 'right' });
    await shoot('volumes-file-menu');
    await page.getByRole('menuitem', { name: 'Copy to…' }).click();
    await expect(page.getByRole('dialog').getByText('you may only read it').first()).toBeVisible();
    await shoot('volumes-copy-to');
    await page.getByRole('dialog').getByRole('button', { name: 'thesis' }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'figures' })).toBeVisible();
    await shoot('volumes-copy-to-folder');
    await page.getByRole('button', { name: 'Copy here' }).click();
    await expect.poll(() => world.files.tasks.size).toBe(1);
    const [task] = world.files.tasks.values();
    world.files.changeTask(task?.id ?? '', {
      progress: {
        files: 31,
        filesTotal: 84,
        bytes: 3_900_000_000,
        bytesTotal: 12_400_000_000,
        bytesPerSecond: 212_000_000,
        remainingSeconds: 41
      }
    });
    await volume(/^thesis/).click();
    await expect(panel.getByText('The kernel cannot see this folder.')).toBeVisible();
    await page.mouse.move(900, 400);
    await shoot('volumes');
    await widen(page, 240);
    await shoot('volumes-240px');
    await widen(page, 600);
    await shoot('volumes-600px');
    await widen(page, 300);
    await volume(/^thesis/).click({ button: 'right' });
    await shoot('volumes-menu');
    await page.getByRole('menuitem', { name: 'Delete volume…' }).click();
    await shoot('volumes-delete');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'New volume…' }).click();
    await expect(page.getByLabel('Description')).toBeVisible();
    await shoot('volumes-new');
    await page.keyboard.press('Escape');
    await panel.getByText('plot.ipynb').click();
    await page.keyboard.press('Delete');
    await shoot('volumes-to-trash');
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(panel.getByText('plot.ipynb')).toHaveCount(0);
    await volume(/^thesis/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Trash…' }).click();
    await expect(page.getByRole('button', { name: /^Restore/ })).toBeVisible();
    await shoot('volumes-trash');
    await page.getByRole('button', { name: 'Close' }).click();
    await panel.locator('.jp-DirListing-item').filter({ hasText: 'README.md' }).dblclick();
    await expect(page.locator('.labcommons-DocumentNote')).toBeVisible();
    await shoot('volumes-document');
  });
}
