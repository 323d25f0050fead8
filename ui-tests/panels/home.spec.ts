import { galata } from '@jupyterlab/galata';

import { FakeServers } from './fake-servers.js';
import { expect, test } from './fixtures.js';
import { fillWithEverything } from './sample-jobs.js';

test.use({
  mockSettings: galata.DEFAULT_SETTINGS,
  waitForApplication: async ({}, use) => {
    await use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
      await page.locator('.labcommons-Home').waitFor({ timeout: 60_000 });
    });
  }
});

test('Home is there at the start, leads to a running notebook, and is found again closed', async ({
  page,
  world,
  openLab,
  tmpPath
}) => {
  new FakeServers(world);
  fillWithEverything(world);
  world.server.mounts = [];
  world.mountAt('Storage/kim/persistent', tmpPath);
  await openLab();
  const home = page.locator('.labcommons-Home');
  await expect(home.getByRole('group', { name: 'Servers' })).toContainText('this one');
  await expect(
    home.getByRole('group', { name: 'Running jobs' }).getByRole('listitem')
  ).not.toHaveCount(0);
  await home.getByRole('button', { name: /^Volumes/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#labcommons-volumes')).toBeVisible();

  await home.getByRole('button', { name: 'Quick notebook' }).click();
  const panel = page.locator('.jp-NotebookPanel:visible');
  await panel.locator('.cm-content').first().click({ timeout: 60_000 });
  await page.keyboard.type('6 * 7');
  // What is run before there is a kernel says nothing.
  await expect(async () => {
    await page.keyboard.press('Control+Enter');
    const output = panel.locator('.jp-OutputArea-output').first();
    await expect(output).toHaveText('42', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });

  await page.evaluate(
    async () => void (await window.jupyterapp.commands.execute('labcommons:home'))
  );
  const recent = home.getByRole('group', { name: 'Recent notebooks' });
  await expect(recent.getByRole('button', { name: /Untitled/ })).toBeVisible();
  await page
    .locator('.lm-TabBar-tab', { hasText: 'Home' })
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  await expect(home).toHaveCount(0);
  await page.evaluate(
    async () => void (await window.jupyterapp.commands.execute('launcher:create'))
  );
  for (const card of ['Quick notebook', 'Submit as job…', 'Data sets']) {
    await expect(page.locator('.jp-LauncherCard', { hasText: card })).toBeVisible();
  }
  await page.locator('.jp-LauncherCard', { hasText: /^Home$/ }).click();
  await expect(home).toBeVisible();

  await page.evaluate(() => {
    const file = { volume: 'Storage/kim/persistent', path: 'a.ipynb' };
    void window.jupyterapp.commands.execute('labcommons:make-link', file);
  });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Server').fill('Fits');
  await expect(dialog.getByLabel('Address of the link')).toHaveValue(
    /\/hub\/apps\?file=Storage\/kim\/persistent\/a\.ipynb&name=Fits$/
  );
});
