import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, openLab, signIn, test } from './fixtures';

const PASSWORD = 'a long password';

const volumes = (page: Page) => page.locator('.labcommons-VolumesPanel');
const groups = (page: Page) => page.locator('.labcommons-GroupsPanel');
const databases = (page: Page) => page.locator('.labcommons-DatabasesPanel');
const queries = (page: Page) => page.locator('.labcommons-QueryPage:visible');

async function openPanel(page: Page, name: 'Volumes' | 'Groups' | 'Databases') {
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

  await test.step('kim makes a group and invites ana, who declines, is invited again and accepts', async () => {
    const home = await context.newPage();
    await home.goto(hub.page('home'));
    const invitations = home
      .getByRole('link', { name: 'Groups, in JupyterLab' })
      .locator('.lc-Figure', { hasText: 'Invitations' })
      .getByRole('definition');
    await expect(invitations).toHaveText('0');
    await openPanel(page, 'Groups');
    await groups(page).getByRole('button', { name: 'New group…' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('astro');
    await dialog.getByRole('button', { name: 'Create group' }).click();
    const invite = async () => {
      await groups(page).getByRole('button', { name: 'Invite…' }).click();
      await dialog.getByRole('combobox', { name: 'Whom to invite' }).fill('ana');
      await dialog.getByRole('option', { name: /ana/ }).click();
      await dialog.getByRole('button', { name: 'Invite' }).click();
    };
    const invitation = groups(anas).getByRole('treeitem', { name: /^astro/ });
    await invite();
    await expect(invitations).toHaveText('1');
    await invitation.getByRole('button', { name: 'Decline' }).click();
    await anas.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await expect(invitation).toHaveCount(0);
    await expect(invitations).toHaveText('0');
    await expect(groups(page).getByText('declined')).toBeVisible();
    await invite();
    await invitation.getByRole('button', { name: 'Accept' }).click();
    await expect(home.getByRole('list', { name: 'Latest activity' })).toContainText('astro');
    await home.close();
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

  await page.keyboard.press('Escape');
  const folder = '/home/jovyan/workspace/Storage/kim/paper';
  const inContainerOf = (name: string, script: string) => {
    const [server] = hub.rows<{ id: string }>(
      `SELECT servers.id FROM servers JOIN users ON owner_id = users.id WHERE users.name = '${name}'`
    );
    const container = `labcommons-server-${server?.id.toLowerCase()}`;
    return hub.docker('exec', '-u', '1000:100', container, 'sh', '-c', `${script} 2>&1 || true`);
  };
  const inAnasContainer = (script: string) => inContainerOf('ana', script);
  // Elsewhere it needs a restart, which hub/tests/http/mounts.spec.ts goes through.
  const isLive = process.getuid?.() === 0;

  await test.step('ana mounts it in her running server, where nothing can be written to it', async () => {
    await row(anas, /^paper/).click({ button: 'right' });
    await anas.getByRole('menuitem', { name: 'Mount in this server' }).click();
    if (!isLive) {
      await anas.getByRole('dialog').getByRole('button', { name: 'Later' }).click();
      return;
    }
    await expect(anas.getByText('paper is mounted as Storage/kim/paper.')).toBeVisible();
    expect(inAnasContainer(`cat ${folder}/data.csv`)).toEqual(['x,y', '1,2']);
    expect(inAnasContainer(`touch ${folder}/new`).join()).toContain('Read-only file system');
  });

  await test.step('shared for writing, what runs can write without a reload', async () => {
    const level = (privileges: string[]) =>
      fetch(hub.page('api/v1/grants'), {
        method: 'PUT',
        headers: kimsHeaders,
        body: JSON.stringify({
          resource: { kind: 'volume', id: 'Storage/kim/paper' },
          subject: { kind: 'group', id: astro },
          privileges
        })
      });
    const kimsHeaders = {
      Authorization: `Bearer ${await token(page)}`,
      'Content-Type': 'application/json'
    };
    const [group] = hub.rows<{ id: string }>("SELECT id FROM groups WHERE name = 'astro'");
    const astro = group?.id;
    expect((await level(['read', 'write'])).status).toBe(200);
    await expect(row(anas, /^paper, kim · read & write/)).toBeVisible();
    expect(await write()).toBe(200);
    if (isLive) {
      const script = `echo of-a-kernel > ${folder}/kernel.txt && cat ${folder}/kernel.txt`;
      await expect.poll(() => inAnasContainer(script)).toEqual(['of-a-kernel']);
      const stored = join(hub.volume('Storage/kim/paper'), 'kernel.txt');
      expect(readFileSync(stored, 'utf8')).toBe('of-a-kernel\n');
    }
  });

  const run = async (of: Page, sql: string) => {
    await queries(of).locator('.cm-content').press('Control+a');
    await of.keyboard.type(sql);
    await of.keyboard.press('Control+Enter');
  };
  const database = (of: Page) => databases(of).getByRole('treeitem', { name: /^stars/ });
  const cells = (of: Page) => queries(of).getByRole('cell');
  const refusal = queries(anas).getByRole('alert');

  await test.step('kim makes a database, fills it, and asks the same from his container', async () => {
    await openPanel(page, 'Databases');
    await databases(page).getByRole('button', { name: 'New database…' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('stars');
    await page.getByRole('button', { name: 'Make database' }).click();
    await expect(queries(page).locator('.cm-content')).toBeVisible();
    await run(page, 'CREATE TABLE plates (id INTEGER PRIMARY KEY, field TEXT)');
    await expect(queries(page).getByText('Done')).toBeVisible();
    await run(page, "INSERT INTO plates VALUES (1, 'Orion'), (2, NULL)");
    await expect(queries(page).getByText('2 rows changed')).toBeVisible();
    await run(page, 'SELECT * FROM plates');
    await expect(cells(page)).toHaveText(['1', 'Orion', '2', 'NULL']);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await queries(page).getByRole('button', { name: 'Copy as Python' }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain('SELECT * FROM plates');
    const script = `cat > /tmp/q.py <<'END'\n${await copied()}\nprint(columns, rows)\nEND\nLABCOMMONS_KEY=${await token(page)} python3 /tmp/q.py`;
    const said = inContainerOf('kim', script);
    expect(said).toEqual(["['id', 'field'] [[1, 'Orion'], [2, None]]"]);
  });

  await test.step('shared for reading, ana sees and queries it without a reload, and is refused a write', async () => {
    await openPanel(anas, 'Databases');
    await expect(databases(anas).getByText('No databases yet')).toBeVisible();
    await database(page).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await share.getByRole('combobox', { name: 'Whom to share with' }).fill('ana');
    await share.getByRole('option', { name: /ana/ }).click();
    await share.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(database(anas)).toHaveAccessibleName(/kim · read-only/);
    await database(anas).dblclick();
    await expect(queries(anas).locator('.cm-content')).toBeVisible();
    await run(anas, 'SELECT * FROM plates');
    await expect(cells(anas)).toHaveText(['1', 'Orion', '2', 'NULL']);
    await run(anas, 'DELETE FROM plates');
    await expect(refusal).toBeVisible();
    await run(anas, 'SELECT count(*) FROM plates');
    await expect(cells(anas)).toHaveText(['2']);
  });

  await test.step('withdrawn, it is gone at ana’s at once, and answers her no more', async () => {
    await share.getByRole('button', { name: /^Withdraw the access of/ }).click();
    await expect(database(anas)).toHaveCount(0);
    await expect(refusal).toContainText('no longer shared with you');
    await run(anas, 'SELECT * FROM plates');
    await expect(cells(anas)).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  await test.step('withdrawn, it is gone at ana’s at once, also where her kernels run', async () => {
    await openPanel(page, 'Volumes');
    await row(page, /^paper/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await share.getByRole('button', { name: 'Withdraw the access of astro' }).click();
    await expect(row(anas, /^paper/)).toHaveCount(0);
    expect(await write()).toBe(404);
    if (isLive) {
      await expect.poll(() => inAnasContainer(`ls -A ${folder}`)).toEqual([]);
      const stored = readFileSync(join(hub.volume('Storage/kim/paper'), 'data.csv'), 'utf8');
      expect(stored).toBe('x,y\n1,2\n');
    }
  });
  await context.close();
});
