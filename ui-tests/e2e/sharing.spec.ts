import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, openLab, signIn, test } from './fixtures';

const PASSWORD = 'a long password';

const volumes = (page: Page) => page.locator('.labcommons-VolumesPanel');
const groups = (page: Page) => page.locator('.labcommons-GroupsPanel');

async function openPanel(page: Page, name: 'Volumes' | 'Groups') {
  await page
    .getByRole('tab', { name: new RegExp(`^${name}`) })
    .first()
    .click();
}

test('Two users: a group, a volume shared with it, seen without a reload, gone at once', async ({
  page,
  browser,
  hub
}) => {
  hub.addUser('kim', PASSWORD);
  hub.addUser('ana', PASSWORD);
  await signIn(page, hub, 'kim', PASSWORD);
  await openLab(page, hub, 'kim');
  const context = await browser.newContext();
  const anas = await context.newPage();
  await signIn(anas, hub, 'ana', PASSWORD);
  await openLab(anas, hub, 'ana');
  await openPanel(anas, 'Groups');
  const row = (of: Page, name: RegExp) => volumes(of).getByRole('treeitem', { name });
  const file = (of: Page, name: string) =>
    volumes(of)
      .locator('.jp-DirListing-item')
      .filter({ has: of.getByText(name, { exact: true }) });

  await test.step('kim makes a volume and uploads a file into it', async () => {
    await openPanel(page, 'Volumes');
    await volumes(page).getByRole('button', { name: 'New volume…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('paper');
    await page.getByRole('button', { name: 'Make volume' }).click();
    await row(page, /^paper/).click();
    const chooser = page.waitForEvent('filechooser');
    await volumes(page).getByRole('button', { name: 'Upload files into the folder below' }).click();
    const buffer = Buffer.from('x,y\n1,2\n');
    await (await chooser).setFiles({ name: 'data.csv', mimeType: 'text/csv', buffer });
    await expect(file(page, 'data.csv')).toBeVisible();
    const stored = readFileSync(join(hub.volume('Storage/kim/paper'), 'data.csv'), 'utf8');
    expect(stored).toBe('x,y\n1,2\n');
  });

  await test.step('the hub copies it to another volume', async () => {
    await file(page, 'data.csv').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy to…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Scratch/ }).click();
    await dialog.getByRole('button', { name: 'Copy here' }).click();
    const copy = join(hub.volume('Temporary/kim/scratch'), 'data.csv');
    await expect
      .poll(() => {
        try {
          return readFileSync(copy, 'utf8');
        } catch {
          return null;
        }
      })
      .toBe('x,y\n1,2\n');
  });

  await test.step('kim makes a group and invites ana, who accepts', async () => {
    await openPanel(page, 'Groups');
    await groups(page).getByRole('button', { name: 'New group…' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('astro');
    await dialog.getByRole('button', { name: 'Create group' }).click();
    await groups(page).getByRole('button', { name: 'Invite…' }).click();
    await dialog.getByRole('combobox', { name: 'Whom to invite' }).fill('ana');
    await dialog.getByRole('option', { name: /ana/ }).click();
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await groups(anas)
      .getByRole('treeitem', { name: /^astro/ })
      .getByRole('button', { name: 'Accept' })
      .click();
    await expect(
      groups(page).getByRole('treeitem', { name: /^astro, owner, 2 members/ })
    ).toBeVisible();
  });

  const token = async (of: Page): Promise<string> =>
    JSON.parse((await of.locator('#jupyter-config-data').textContent()) ?? '{}').token;
  const write = async () =>
    (
      await fetch(hub.page('api/v1/files/Storage/kim/paper/of-ana.txt'), {
        method: 'PUT',
        headers: {
          Authorization: `Bearer ${await token(anas)}`,
          'Content-Type': 'application/octet-stream'
        },
        body: 'hello'
      })
    ).status;
  const share = page.getByRole('dialog');

  await test.step('shared for reading, it appears at ana’s, who may not write', async () => {
    await openPanel(anas, 'Volumes');
    await expect(row(anas, /^Persistent/)).toBeVisible();
    await expect(row(anas, /^paper/)).toHaveCount(0);
    expect(await write()).toBe(404);
    await openPanel(page, 'Volumes');
    await row(page, /^paper/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await share.getByRole('combobox', { name: 'Whom to share with' }).fill('astro');
    await share.getByRole('option', { name: /astro/ }).click();
    await share.getByRole('button', { name: 'Share', exact: true }).click();
    await row(anas, /^paper, kim · read-only/).click();
    await expect(file(anas, 'data.csv')).toBeVisible();
    expect(await write()).toBe(403);
  });

  await test.step('withdrawn, it is gone at ana’s at once', async () => {
    await page.keyboard.press('Escape');
    await row(page, /^paper/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await share.getByRole('button', { name: 'Withdraw the access of astro' }).click();
    await expect(row(anas, /^paper/)).toHaveCount(0);
    expect(await write()).toBe(404);
  });
  await context.close();
});
