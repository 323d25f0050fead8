import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, NEWEST, OLDEST, signIn, test } from './fixtures';

const IMAGES = [
  { id: 'new', title: 'New Jupyter', description: 'The newest', reference: NEWEST },
  { id: 'old', title: 'Older Jupyter', description: 'For old notebooks', reference: OLDEST }
];

test.use({
  hubOptions: {
    image: NEWEST,
    settings: {
      images: IMAGES,
      domains: [
        {
          id: 'small',
          title: 'Small',
          description: 'For trying things out',
          images: ['new', 'old'],
          memoryBytes: 2 * 1024 ** 3
        }
      ]
    }
  }
});

const PASSWORD = 'a long password';

function inside(container: string, ...command: string[]): string {
  return execFileSync('docker', ['exec', container, ...command], { encoding: 'utf8' });
}

/** Waits for JupyterLab at a path; answers with its version. */
async function labVersion(page: Page, path: string): Promise<string> {
  await page.waitForURL(url => url.pathname.startsWith(path), { timeout: 120_000 });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
  await page.getByTitle('Your server: keep, restart, stop, details').waitFor({ timeout: 60_000 });
  const config = await page.locator('#jupyter-config-data').textContent();
  return (JSON.parse(config ?? '{}') as { appVersion: string }).appVersion;
}

test('Otto chooses what his server is made of, makes a second one, and takes another image without leaving JupyterLab', async ({
  page,
  context,
  hub
}) => {
  // Three starts, one after the other.
  test.setTimeout(480_000);
  hub.addUser('otto', PASSWORD);
  await signIn(page, hub, 'otto', PASSWORD);
  await page.goto(hub.page('home'));

  await test.step('the first start, with another image and without a volume', async () => {
    await page.getByRole('link', { name: 'Options…' }).click();
    await expect(page.getByRole('heading', { name: 'Options of “JupyterLab”' })).toBeVisible();
    await expect(page.getByText('up to 2 GB · ')).toBeVisible();
    await page.getByRole('radio', { name: /^Older Jupyter/ }).check();
    await page.getByRole('checkbox', { name: /^Scratch/ }).uncheck();
    await page.getByRole('button', { name: 'Start server' }).click();
    expect(await labVersion(page, '/user/otto/lab')).toMatch(/^4\.2\./);
  });
  const [first = ''] = hub.containers('server');
  const volumes = '/home/jovyan/workspace/Temporary/otto';
  expect(inside(first, 'ls', volumes).split('\n')).not.toContain('scratch');
  expect(inside(first, 'ls', volumes).split('\n')).toContain('jobs');

  const home = await context.newPage();
  const second = await test.step('a second server, called otherwise, side by side', async () => {
    await home.goto(hub.page('home'));
    await expect(home.getByText('1 of 3 servers')).toBeVisible();
    await home.getByRole('link', { name: 'New server…' }).click();
    // What was chosen last is chosen again.
    await expect(home.getByRole('radio', { name: /^Older Jupyter/ })).toBeChecked();
    await home.getByRole('radio', { name: /^New Jupyter/ }).check();
    await home.getByRole('textbox', { name: 'Name' }).fill('Star counts');
    await home.getByRole('button', { name: 'Start server' }).click();
    expect(await labVersion(home, '/user/otto/star-counts/lab')).toMatch(/^4\.6\./);
    await home.goto(hub.page('home'));
    await home.getByRole('button', { name: 'More on Star counts' }).click();
    await home.getByRole('menuitem', { name: 'Rename…' }).click();
    await home.getByRole('textbox', { name: 'Name' }).fill('Galaxies');
    await home.getByRole('button', { name: 'Rename' }).click();
    const row = home.getByRole('listitem', { name: 'Galaxies' });
    await expect(row.getByRole('status')).toHaveText('Running');
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      row.getByRole('link', { name: 'Open Galaxies in a new tab' }).click()
    ]);
    await labVersion(tab, '/user/otto/star-counts/lab');
    await tab.close();
    return row;
  });

  await test.step('another image for the first, from inside of it', async () => {
    inside(first, 'touch', '/home/jovyan/by-hand.txt');
    inside(first, 'touch', '/home/jovyan/workspace/Storage/otto/persistent/kept.txt');
    await page.getByTitle('Your server: keep, restart, stop, details').click();
    await page.getByRole('menuitem', { name: 'Servers…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('listitem', { name: 'Galaxies' })).toContainText('Running');
    await dialog.getByRole('button', { name: 'Options… JupyterLab' }).click();
    await expect(dialog.getByText('/home/jovyan/by-hand.txt')).toBeVisible({ timeout: 60_000 });
    await expect(dialog.getByRole('checkbox', { name: 'Scratch' })).not.toBeChecked();
    await dialog.getByLabel('Image').selectOption({ label: 'New Jupyter' });
    await dialog.getByRole('button', { name: 'Restart…' }).click();
    await expect(dialog.getByText('The server is made anew, and this is lost:')).toBeVisible();
    await page.evaluate(() => Object.assign(window, { isOld: true }));
    await dialog.getByRole('button', { name: 'Restart server' }).click();
    await expect(page.getByText('Restarting “JupyterLab”')).toBeVisible();
    await page.waitForFunction(() => !('isOld' in window), null, { timeout: 120_000 });
    expect(await labVersion(page, '/user/otto/lab')).toMatch(/^4\.6\./);
  });
  expect(hub.containers('server')).not.toContain(first);
  expect(existsSync(join(hub.volume('Storage/otto/persistent'), 'kept.txt'))).toBe(true);

  await test.step('the second is deleted, on the home page, which follows by itself', async () => {
    await second.getByRole('button', { name: 'Stop Galaxies' }).click();
    await expect(second.getByRole('status')).toHaveText('Stopped', { timeout: 60_000 });
    await second.getByRole('button', { name: 'More on Galaxies' }).click();
    await home.getByRole('menuitem', { name: 'Delete…' }).click();
    const question = home.getByRole('dialog', { name: 'Delete “Galaxies”?' });
    await expect(question).toContainText('Your volumes, settings and layouts stay.');
    await question.getByRole('button', { name: 'Delete server' }).click();
    await expect(second).toHaveCount(0, { timeout: 60_000 });
    await expect(home.getByText('1 of 3 servers')).toBeVisible();
  });
  expect(hub.containers('server')).toHaveLength(1);
  expect(existsSync(join(hub.volume('Storage/otto/persistent'), 'kept.txt'))).toBe(true);
});
