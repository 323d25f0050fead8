import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, signIn, test } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

const PASSWORD = 'a long password';
const NOTES = 'Storage/nora/persistent/notes.md';

/** Waits for JupyterLab at a path. @returns what its page was told */
async function lab(page: Page, path: string): Promise<Record<string, string>> {
  await page.waitForURL(url => url.pathname.startsWith(path), { timeout: 120_000 });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
  return JSON.parse((await page.locator('#jupyter-config-data').textContent()) ?? '{}');
}

/** JupyterLab with the notes open, at a server's own path. */
async function notesOpen(page: Page, server: string): Promise<void> {
  await lab(page, `${server}lab`);
  await expect(page.getByRole('tab', { name: 'notes.md' })).toBeVisible({ timeout: 60_000 });
}

/** Of Nora's: the same hub has servers of others too, with the same names. */
function stateOf(hub: HubUnderTest, name: string): string | undefined {
  const sql = `SELECT state FROM servers JOIN users ON users.id = owner_id
    WHERE users.name = 'nora' AND servers.name = ?`;
  return hub.rows<{ state: string }>(sql, name)[0]?.state;
}

/** Stops a server as scripts do, and waits for its end. */
async function stop(hub: HubUnderTest, token: string, name: string): Promise<void> {
  const answer = await fetch(hub.page(`api/users/nora/servers/${name}`), {
    method: 'DELETE',
    headers: { Authorization: `token ${token}` }
  });
  expect([202, 204]).toContain(answer.status);
  await expect.poll(() => stateOf(hub, name), { timeout: 60_000 }).toBe('stopped');
}

test('Named servers: opened by links, entered by nobody else, missed and started again by JupyterLab', async ({
  page,
  context,
  browser,
  hub
}) => {
  test.setTimeout(400_000);
  hub.addUser('nora', PASSWORD);
  writeFileSync(join(hub.volume('Storage/nora/persistent'), 'notes.md'), '# Notes\n');
  await signIn(page, hub, 'nora', PASSWORD);
  const made = await fetch(hub.page('api/users/nora/tokens'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { username: 'nora', password: PASSWORD }, note: 'a script' })
  });
  const { token } = (await made.json()) as { token: string };

  await test.step('the address of a start makes the server and leads to it', async () => {
    await page.goto(hub.page('spawn/nora/gpu'));
    expect(await lab(page, '/user/nora/gpu/lab')).toMatchObject({
      baseUrl: '/user/nora/gpu/',
      hubUser: 'nora',
      hubServerUser: 'nora',
      hubServerName: 'gpu',
      shareUrl: '/hub/user-redirect'
    });
  });

  const other = await context.newPage();
  await test.step('a shareable link makes the default server, and finds it running', async () => {
    await other.goto(hub.page(`user-redirect/lab/tree/${NOTES}?x=1`));
    await notesOpen(other, '/user/nora/');
    await other.goto(hub.page(`user-redirect/lab/tree/${NOTES}`));
    await notesOpen(other, '/user/nora/');
  });

  await test.step('the same for a stopped one, and for a named one that runs', async () => {
    await other.goto('about:blank');
    await stop(hub, token, '');
    await other.goto(hub.page(`user-redirect/lab/tree/${NOTES}`));
    await notesOpen(other, '/user/nora/');
    await other.goto(hub.page(`user-redirect/gpu/lab/tree/${NOTES}`));
    await notesOpen(other, '/user/nora/gpu/');
    await other.close();
  });

  await test.step('somebody else is refused; an administrator is asked, and known as himself', async () => {
    hub.addUser('mallory.n', PASSWORD);
    hub.addUser('root.n', PASSWORD, { admin: true });
    const mallory = await (await browser.newContext()).newPage();
    await signIn(mallory, hub, 'mallory.n', PASSWORD);
    expect((await mallory.goto(hub.server('nora', 'gpu/lab')))?.status()).toBe(403);
    await mallory.close();

    const admin = await (await browser.newContext()).newPage();
    await signIn(admin, hub, 'root.n', PASSWORD);
    await admin.goto(hub.server('nora', 'gpu/lab'));
    await admin.getByRole('button', { name: /Go on/ }).click();
    const config = await lab(admin, '/user/nora/gpu/lab');
    expect(config).toMatchObject({
      hubUser: 'root.n',
      hubServerUser: 'nora',
      hubServerName: 'gpu'
    });
    const socket = hub.server('nora', 'gpu/api/events/subscribe').replace('http', 'ws');
    await admin.evaluate(
      ([url]) =>
        new Promise<void>((done, fail) => {
          const events = new WebSocket(url!);
          Object.assign(window, { socketEnd: new Promise(end => (events.onclose = end)) });
          events.onopen = () => done();
          events.onerror = () => fail(new Error('no socket'));
        }),
      [socket]
    );
    const kernels = hub.server('nora', 'gpu/api/kernels');
    const headers = { Authorization: `token ${config['token']}` };
    expect((await fetch(kernels, { headers })).status).toBe(200);
    hub.command(['user', 'disable', 'root.n']);
    await admin.evaluate(() =>
      (window as unknown as { socketEnd: Promise<void> }).socketEnd.then(() => true)
    );
    expect((await fetch(kernels, { headers })).status).toBe(403);
    await admin.close();
  });

  await test.step('a stopped one: 424 for pages and programs', async () => {
    await stop(hub, token, 'gpu');
    const stopped = await context.newPage();
    expect((await stopped.goto(hub.server('nora', 'gpu/lab')))?.status()).toBe(424);
    await expect(stopped.getByRole('button', { name: /^Start/ })).toBeVisible();
    await stopped.close();
    const kernels = await fetch(hub.server('nora', 'gpu/api/kernels'));
    expect([kernels.status, await kernels.json()]).toEqual([
      424,
      expect.objectContaining({ message: expect.any(String) })
    ]);
  });

  await test.step('JupyterLab misses it, and its own button starts it again', async () => {
    await page.bringToFront();
    const missing = page.getByRole('dialog').filter({ hasText: 'Server unavailable' });
    await expect(missing).toBeVisible({ timeout: 120_000 });
    const [again] = await Promise.all([
      context.waitForEvent('page'),
      missing.getByRole('button', { name: 'Restart' }).click()
    ]);
    await lab(again, '/user/nora/gpu/lab');
    expect(stateOf(hub, 'gpu')).toBe('running');
  });
});
