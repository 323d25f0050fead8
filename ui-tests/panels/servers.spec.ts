import { Refusal } from './fake-hub.js';
import { FakeServers } from './fake-servers.js';
import { expect, test } from './fixtures.js';

const MENU = 'Your server: keep, restart, stop, details';

test('this server is restarted in another image, after what is lost was shown and what was typed was saved', async ({
  page,
  world,
  openLab,
  tmpPath
}) => {
  const servers = new FakeServers(world);
  await page.contents.uploadContent('one', 'text', `${tmpPath}/notes.txt`);
  await openLab();
  await page.evaluate(
    async path =>
      void (await window.jupyterapp.commands.execute('docmanager:open', {
        path,
        factory: 'Editor'
      })),
    `${tmpPath}/notes.txt`
  );
  await page.locator('.jp-FileEditor .cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' two');

  await page.getByTitle(MENU).click();
  await page.getByRole('menuitem', { name: 'Servers…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem', { name: 'JupyterLab' })).toContainText('this one');
  await dialog.getByRole('button', { name: 'Options… JupyterLab' }).click();
  await expect(dialog.getByText('Another domain or image makes the server anew')).toBeVisible();
  await expect(dialog.getByText('2 packages')).toBeVisible();
  await dialog.getByLabel('Image').selectOption({ label: 'Plain shell' });
  await expect(dialog.getByText('The server is made anew, and this is lost:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Restart…' }).click();

  await expect(dialog.getByText('Restart “JupyterLab”?')).toBeVisible();
  await expect(dialog.getByText('2 packages')).toBeVisible();
  await expect(dialog.getByText('notes.txt')).toBeVisible();
  expect(world.server.pending).toMatchObject({ image: 'plain' });
  expect(world.hub.asked).not.toContain('POST restartServer');
  servers.steps = [{ progress: 40, message: 'Making the container anew' }];
  await dialog.getByRole('button', { name: 'Save and restart' }).click();

  const overlay = page.locator('.labcommons-Restart');
  await expect(overlay.getByText('Restarting “JupyterLab”')).toBeVisible();
  await expect(overlay.getByText('Making the container anew').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(overlay).toBeVisible();
  const saved = await page.request.get(`/api/contents/${tmpPath}/notes.txt`);
  expect((await saved.json()).content).toBe('one two');
  await page.evaluate(() => Object.assign(window, { isOld: true }));
  servers.steps = [{ progress: 100, message: 'Ready', ready: true, url: '/user/kim/' }];
  await page.waitForFunction(() => !('isOld' in window));
  await page.getByTitle(MENU).waitFor({ timeout: 60_000 });
  await expect(overlay).toHaveCount(0);
});

test('a restart that fails says why, with the log and the ways on', async ({
  page,
  world,
  openLab
}) => {
  const servers = new FakeServers(world);
  servers.steps = [
    {
      progress: 100,
      failed: true,
      message: 'It ended unexpectedly (exit code 1)',
      logTail: 'OSError: No space left on device'
    }
  ];
  await openLab();
  await page.getByTitle(MENU).click();
  await page.getByRole('menuitem', { name: 'Restart server…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restart server' }).click();
  const overlay = page.locator('.labcommons-Restart');
  await expect(overlay.getByRole('heading', { name: '“JupyterLab” did not start' })).toBeFocused();
  await expect(overlay.getByText('It ended unexpectedly (exit code 1)')).toBeVisible();
  await expect(overlay.getByText('OSError: No space left on device')).toBeVisible();
  await expect(overlay.getByRole('link', { name: 'Options…' })).toHaveAttribute(
    'href',
    /\/hub\/options\/default\?next=%2F/
  );
  await expect(overlay.getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    /\/hub\/spawn\/kim\?next=%2F/
  );
});

test('further servers are made, stopped, started, called otherwise and deleted, and volumes come without a restart', async ({
  page,
  world,
  openLab
}) => {
  const servers = new FakeServers(world);
  servers.refusal = new Refusal('engine-unavailable', 'The container engine does not answer');
  await openLab();
  await page.evaluate(() => void window.jupyterapp.commands.execute('labcommons:servers'));
  const dialog = page.getByRole('dialog');
  const row = (name: string) => dialog.getByRole('listitem', { name });
  await expect(dialog.getByText('The container engine does not answer')).toBeVisible();
  servers.refusal = null;
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByText('1 of 3 servers.')).toBeVisible();

  await dialog.getByRole('button', { name: 'New server…' }).click();
  await dialog.getByLabel('Name').fill('GPU experiments');
  await dialog.getByRole('button', { name: 'Start server' }).click();
  await expect(row('GPU experiments')).toContainText('Starting…');
  expect(servers.others[0]).toMatchObject({ name: 'gpu-experiments', image: 'science' });

  await dialog.getByRole('button', { name: 'Rename… GPU experiments' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Star counts');
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(row('Star counts')).toBeVisible();

  await dialog.getByRole('button', { name: 'Stop Star counts' }).click();
  await expect(row('Star counts')).toContainText('Stopping…');
  servers.change('gpu-experiments', { state: 'stopped' });
  await expect(row('Star counts')).toContainText('Stopped');
  await dialog.getByRole('button', { name: 'Start Star counts' }).click();
  await expect(row('Star counts')).toContainText('Starting…');
  servers.change('gpu-experiments', { state: 'running', url: '/user/kim/gpu-experiments/' });
  await expect(row('Star counts')).toContainText('Running');
  await expect(row('Star counts').getByRole('link', { name: 'Open in a new tab' })).toHaveAttribute(
    'href',
    '/user/kim/gpu-experiments/'
  );

  servers.add({ name: 'third', state: 'failed', reason: 'It used up its memory and was ended' });
  world.changeServer({});
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() => void window.jupyterapp.commands.execute('labcommons:servers'));
  await expect(row('third')).toContainText('It used up its memory and was ended');
  await expect(dialog.getByText('delete one to make room for another')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'New server…' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Delete… third' }).click();
  await expect(dialog.getByText('Your volumes, settings and layouts stay.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete server' }).click();
  await expect(row('third')).toHaveCount(0);

  await dialog.getByRole('button', { name: 'Options… JupyterLab' }).click();
  await expect(dialog.getByText('attached').first()).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'scratch' }).uncheck();
  await dialog.getByRole('button', { name: 'Change volumes' }).click();
  await expect(row('JupyterLab')).toBeVisible();
  expect(world.server.volumes).not.toContainEqual(
    expect.objectContaining({ volume: 'Temporary/kim/scratch' })
  );
  expect(world.server.volumes).toContainEqual({ volume: 'Data/survey', access: 'read' });
  expect(world.hub.asked).not.toContain('POST restartServer');
});
