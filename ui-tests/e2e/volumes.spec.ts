import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, NEWEST, openLab, signIn, test } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

const PASSWORD = 'a long password';

/** Where administrators keep what everybody may read. */
const DATA = mkdtempSync(join(tmpdir(), 'labcommons-shared-data-'));

test.use({
  hubOptions: {
    image: NEWEST,
    settings: {
      roots: [
        { name: 'Storage', title: 'Storage', bytesPerUser: 2_000_000, snapshots: null },
        { name: 'Temporary', title: 'Temporary' }
      ],
      dataRoots: [DATA]
    }
  }
});
test.afterAll(() => rmSync(DATA, { recursive: true, force: true }));

/** As another program of the owner would have written it. */
function place(directory: string, path: string, text: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), text);
  execFileSync('chown', ['-R', '1000:100', directory]);
}

function addData(hub: HubUnderTest, name: string, title: string, maintainer: string): string {
  const directory = join(DATA, name);
  place(directory, 'spectra/a.csv', 'x,y\n1,2\n');
  execFileSync('chmod', ['755', DATA]);
  const options = ['--title', title, '--public', '--maintainer', `user:${maintainer}`];
  hub.command(['volume', 'add-data', name, directory, ...options]);
  return directory;
}

test('Volumes: what everybody has, one’s own, data of others, limits and plain refusals', async ({
  page,
  hub
}) => {
  hub.addUser('doro', PASSWORD);
  hub.addUser('courses', PASSWORD);
  addData(hub, 'lessons', 'Lessons', 'courses');
  const survey = addData(hub, 'survey', 'Sky survey', 'doro');
  await signIn(page, hub, 'doro', PASSWORD);
  await openLab(page, hub, 'doro');
  const panel = page.locator('.labcommons-VolumesPanel');
  const dialog = page.getByRole('dialog');
  const row = (name: RegExp) => panel.getByRole('treeitem', { name });
  const file = (name: string) =>
    panel.locator('.jp-DirListing-item').filter({ has: page.getByText(name, { exact: true }) });
  const menu = (name: string) => page.getByRole('menuitem', { name });
  const upload = panel.getByRole('button', { name: 'Upload files into the folder below' });
  const refresh = panel.getByRole('button', { name: 'Refresh the list of files' });
  const send = async (name: string, buffer: Buffer) => {
    const chooser = page.waitForEvent('filechooser');
    await upload.click();
    await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer });
  };
  await page
    .getByRole('tab', { name: /^Volumes/ })
    .first()
    .click();

  await test.step('three are there from the beginning, and empty', async () => {
    for (const name of [/^Persistent/, /^Scratch/, /^Jobs/]) await expect(row(name)).toBeVisible();
    await row(/^Persistent/).click({ button: 'right' });
    await expect(menu('Delete volume…')).toBeDisabled();
    await page.keyboard.press('Escape');
    expect(readdirSync(hub.volume('Storage/doro/persistent'))).toEqual([]);
  });
  const persistent = hub.volume('Storage/doro/persistent');

  await test.step('one’s own is made, described, and deleted with what is in it', async () => {
    await panel.getByRole('button', { name: 'New volume…' }).click();
    await dialog.getByLabel('Name').fill('paper');
    await page.getByRole('button', { name: 'Make volume' }).click();
    await expect(row(/^paper/)).toHaveAttribute('aria-current', 'true');
    await send('draft.txt', Buffer.from('words'));
    await expect(file('draft.txt')).toBeVisible();
    const directory = hub.volume('Storage/doro/paper');
    expect(readFileSync(join(directory, 'draft.txt'), 'utf8')).toBe('words');

    await row(/^paper/).click({ button: 'right' });
    await menu('Rename or describe…').click();
    await dialog.getByLabel('Title').fill('My paper');
    await dialog.getByLabel('Description').fill('Chapters and figures');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(row(/^My paper/)).toBeVisible();

    // Where the hub can mount while a server runs, the new one is there already, and stays until it is taken out.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await row(/^My paper/).click({ button: 'right' });
      if (await menu('Unmount from this server…').isEnabled()) {
        await menu('Unmount from this server…').click();
        await page.getByRole('button', { name: 'Unmount', exact: true }).click({ timeout: 2_000 });
        await row(/^My paper/).click({ button: 'right' });
      }
      await menu('Delete volume…').click({ timeout: 2_000 });
      await expect(dialog).toContainText('Its 1 file', { timeout: 2_000 });
      await dialog.getByRole('button', { name: 'Delete volume' }).click();
      await expect(row(/^My paper/)).toHaveCount(0, { timeout: 5_000 });
    }).toPass();
    await expect.poll(() => existsSync(directory)).toBe(false);
  });

  await test.step('nothing is put between them', async () => {
    await row(/^Persistent/).click();
    await send('a.txt', Buffer.from('a'));
    await file('a.txt').click({ button: 'right' });
    await menu('Copy to…').click();
    const here = dialog.getByRole('button', { name: 'Copy here' });
    await expect(dialog.getByRole('button', { name: 'Scratch' })).toBeVisible();
    await expect(here).toHaveAttribute('aria-disabled', 'true');
    await expect(dialog.getByRole('button', { name: 'Storage', exact: true })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
    const token = JSON.parse((await page.locator('#jupyter-config-data').textContent()) ?? '{}')
      .token as string;
    const above = join(persistent, '..');
    const before = readdirSync(above).sort();
    for (const address of ['Storage/doro/loose.txt', 'Storage/loose.txt', 'loose.txt']) {
      const answer = await fetch(hub.page(`api/v1/files/${address}`), {
        method: 'PUT',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' },
        body: 'x'
      });
      expect([400, 404]).toContain(answer.status);
    }
    expect(readdirSync(above).sort()).toEqual(before);
  });

  await test.step('data that others look after is read and copied out of, not changed', async () => {
    await row(/^Lessons.*read-only/).click({ button: 'right' });
    for (const name of ['Rename or describe…', 'Delete volume…', 'Trash…']) {
      await expect(menu(name)).toBeDisabled();
    }
    await expect(menu('Copy to…')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await row(/^Lessons/).click();
    await expect(panel.getByText('Read-only: copy what you need')).toBeVisible();
    await expect(upload).toBeDisabled();
    await file('spectra').dblclick();
    await file('a.csv').click({ button: 'right' });
    await expect(menu('Move to…')).toBeDisabled();
    await menu('Copy to…').click();
    await dialog.getByRole('button', { name: 'Persistent' }).click();
    await dialog.getByRole('button', { name: 'Copy here' }).click();
    await expect.poll(() => existsSync(join(persistent, 'a.csv'))).toBe(true);
    expect(readFileSync(join(persistent, 'a.csv'), 'utf8')).toBe('x,y\n1,2\n');
  });

  await test.step('and changed by those who look after it', async () => {
    await row(/^Sky survey.*read & write/).click();
    await send('README.md', Buffer.from('# Stars'));
    await expect(file('README.md')).toBeVisible();
    expect(readFileSync(join(survey, 'README.md'), 'utf8')).toBe('# Stars');
  });

  await test.step('no more comes in than there is room for, and the rest stays', async () => {
    await panel.getByRole('button', { name: 'View quotas: Storage' }).click();
    const storage = dialog.getByRole('region', { name: 'Storage' });
    await expect(
      storage.getByRole('meter', { name: /^Space in Storage: .* \/ 1.9 MB/ })
    ).toBeVisible();
    await expect(dialog.getByRole('region', { name: 'Temporary' })).toContainText('no limit');
    await page.keyboard.press('Escape');
    await row(/^Persistent/).click();
    await send('a.txt', Buffer.alloc(3_000_000, 'x'));
    await page.getByRole('button', { name: 'Replace' }).click();
    const uploads = panel.getByRole('list', { name: 'Uploads' });
    await expect(uploads.getByRole('listitem').filter({ hasText: 'a.txt' })).toContainText(
      '1.9 MiB'
    );
    expect(readFileSync(join(persistent, 'a.txt'), 'utf8')).toBe('a');
  });

  await test.step('what has the name already is asked about, and stays', async () => {
    place(persistent, 'figures/new.txt', 'new');
    place(persistent, 'old/figures/old.txt', 'old');
    await refresh.click();
    await file('figures').click({ button: 'right' });
    await menu('Move to…').click();
    await dialog.getByRole('button', { name: 'Persistent' }).click();
    await dialog.getByRole('button', { name: 'old', exact: true }).click();
    await dialog.getByLabel('Taken names').selectOption('keepBoth');
    await dialog.getByRole('button', { name: 'Move here' }).click();
    await expect
      .poll(() => readdirSync(join(persistent, 'old')).sort())
      .toEqual(['figures', 'figures (2)']);
    expect(readdirSync(join(persistent, 'old/figures'))).toEqual(['old.txt']);
    expect(readdirSync(join(persistent, 'old/figures (2)'))).toEqual(['new.txt']);
  });
});
