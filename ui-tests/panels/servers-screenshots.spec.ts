import { FakeServers } from './fake-servers.js';
import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK } from './pictures.js';

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of servers in ${theme}`, async ({ page, world, openLab }) => {
    const servers = new FakeServers(world);
    servers.add({
      name: 'gpu-experiments',
      displayName: 'GPU experiments',
      state: 'starting',
      queue: { position: 2, length: 5 }
    });
    world.changeServer({
      layer: { usedBytes: 7 * 1024 ** 3, limitBytes: 8 * 1024 ** 3 },
      endsAt: new Date(Date.now() + 5 * 3_600_000).toISOString()
    });
    servers.add({
      name: 'teaching',
      displayName: 'Teaching',
      state: 'failed',
      image: 'plain',
      reason: 'It used up its memory and was ended'
    });
    const picture = (name: string) =>
      page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, animations: 'disabled' });
    await openLab();
    await page.theme.setTheme(title);
    await page.getByRole('button', { name: /Small · 1.2 \/ 4 GB/ }).click();
    await expect(page.getByRole('menuitem', { name: 'Servers…' })).toBeVisible();
    await picture('panel-server-menu');
    await page.getByRole('menuitem', { name: 'Server details' }).click();
    await expect(page.getByRole('dialog').getByText('nearly full')).toBeVisible();
    await picture('server-details');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.evaluate(() => void window.jupyterapp.commands.execute('labcommons:servers'));
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Waiting, 2 of 5')).toBeVisible();
    await picture('servers');
    await dialog.getByRole('button', { name: 'Options… JupyterLab' }).click();
    await expect(dialog.getByText('2 packages')).toBeVisible();
    await dialog.getByLabel('Image').selectOption({ label: 'Plain shell' });
    await expect(dialog.getByText('The server is made anew, and this is lost:')).toBeVisible();
    await picture('server-options');
    servers.steps = [
      { progress: 1, message: 'Stopping the server' },
      { progress: 60, message: 'Making the container anew, since its image changed' }
    ];
    await dialog.getByRole('button', { name: 'Restart…' }).click();
    await expect(dialog.getByText('2 packages')).toBeVisible();
    await picture('server-restart');
    await dialog.getByRole('button', { name: 'Restart server' }).click();
    const overlay = page.locator('.labcommons-Restart');
    await expect(overlay.getByText(/Making the container anew/).first()).toBeVisible();
    await picture('server-restarting');
    servers.steps = [
      {
        progress: 100,
        failed: true,
        message: 'It ended unexpectedly (exit code 1)',
        logTail:
          '[I ServerApp] Starting jupyterhub single-user server\nOSError: [Errno 28] No space left on device'
      }
    ];
    await expect(overlay.getByText('No space left on device')).toBeVisible();
    await picture('server-restart-failed');
  });
}
