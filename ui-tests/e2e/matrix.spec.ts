import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, type Page, test } from '@playwright/test';

import { NEWEST, openLab, signIn } from './fixtures';
import { type HubOptions, HubUnderTest } from './hub-under-test';
import { asAnybody, canAnybodyRead, inCompose } from './launch';
import { placeNotebook } from './submit';

const PASSWORD = 'a long password';

interface Row {
  readonly how: string;
  readonly user: string;
  readonly options: Omit<HubOptions, 'image'>;
  /** Run by `npm run soak` only: others of the tests go the same way, or it takes long. */
  readonly isLong?: boolean;
  /** Volumes have to come into servers that run. */
  readonly isLive?: boolean;
  readonly canRun?: () => boolean;
  /** That it is what the row says. */
  readonly prove?: (hub: HubUnderTest) => void;
}

/** Ways to start a hub, each of which a newcomer's first minutes have to survive. */
const ROWS: readonly Row[] = [
  { how: 'one origin, as root', user: 'mia', options: {}, isLong: true, isLive: true },
  { how: 'two origins', user: 'noa', options: { twoOrigins: true }, isLong: true },
  { how: 'below a path', user: 'oli', options: { basePath: '/lc/' }, isLong: true },
  { how: 'TLS with a certificate of ours', user: 'pia', options: { tls: 'own' }, isLong: true },
  {
    how: 'TLS with a certificate of its own, two origins, below a path',
    user: 'quin',
    options: { tls: 'self-signed', twoOrigins: true, basePath: '/lc/' }
  },
  {
    how: 'as a user who may use the engine and nothing else',
    user: 'rae',
    options: { launch: asAnybody },
    canRun: canAnybodyRead,
    prove: hub => expect(statSync(`/proc/${hub.pid('hub')}`).uid).not.toBe(0)
  },
  {
    how: 'a hub in a container, by Compose',
    user: 'sol',
    options: { launch: inCompose },
    isLong: true,
    isLive: true,
    prove: hub => expect(readFileSync(`/proc/${hub.pid('hub')}/cgroup`, 'utf8')).toMatch(/docker/)
  }
];

const BUILDING_MS = 20 * 60_000;

const run = ROWS.filter(({ isLong }) => !isLong || process.env.SOAK === '1');

test.use({ ignoreHTTPSErrors: true });

for (const { how, user, options, isLong, isLive, canRun, prove } of run) {
  test(`A newcomer computes, saves and signs out: ${how}`, async ({ page }) => {
    test.skip(canRun?.() === false, 'the programs lie where only their owner can read');
    test.setTimeout(isLong ? BUILDING_MS : 300_000);
    const hub = await HubUnderTest.start({ image: NEWEST, ...options });
    try {
      prove?.(hub);
      await walk(page, hub, user, isLive);
    } finally {
      await hub.remove();
    }
  });
}

async function walk(page: Page, hub: HubUnderTest, user: string, isLive = false): Promise<void> {
  hub.addUser(user, PASSWORD);
  placeNotebook(hub, user, 'first', 'print(6 * 7)');
  await signIn(page, hub, user, PASSWORD);
  await openLab(page, hub, user);
  expect(page.url().startsWith(hub.server(user, 'lab'))).toBe(true);

  await test.step('a notebook runs a cell and is saved', async () => {
    await page.goto(hub.server(user, `lab/tree/Storage/${user}/persistent/first.ipynb`));
    const notebook = page.locator('.jp-NotebookPanel:visible');
    await notebook.locator('.cm-content').first().click();
    await expect(async () => {
      await page.keyboard.press('Control+Enter');
      await expect(notebook.locator('.jp-OutputArea-output')).toHaveText('42', { timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await page.keyboard.press('Control+s');
    const file = join(hub.volume(`Storage/${user}/persistent`), 'first.ipynb');
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('"42\\n"');
  });

  await test.step('the panel lists the volumes', async () => {
    await page
      .getByRole('tab', { name: /^Volumes/ })
      .first()
      .click();
    const volumes = page.locator('.labcommons-VolumesPanel');
    for (const name of [/^Persistent/, /^Scratch/]) {
      await expect(volumes.getByRole('treeitem', { name })).toBeVisible();
    }
  });

  if (isLive) {
    await test.step('a volume comes into the server that runs', () => mountOne(page, hub, user));
  }

  await test.step('signing out in JupyterLab ends at the sign-in page, for good', async () => {
    await page.getByRole('menuitem', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Log Out' }).click();
    await page.waitForURL(url => url.pathname === `${hub.basePath}hub/login`);
    expect(hub.rows('SELECT id FROM sessions')).toEqual([]);
    await page.goto(hub.server(user, 'lab'));
    await expect(page.getByLabel('Password')).toBeVisible();
  });
}

async function mountOne(page: Page, hub: HubUnderTest, user: string): Promise<void> {
  const volumes = page.locator('.labcommons-VolumesPanel');
  await volumes.getByRole('button', { name: 'New volume…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('paper');
  await page.getByRole('button', { name: 'Make volume' }).click();
  await expect(volumes.getByRole('treeitem', { name: /^paper/ })).toBeVisible();
  writeFileSync(join(hub.volume(`Storage/${user}/paper`), 'title'), 'On volumes');
  const [container = ''] = hub.containers('server');
  const file = `/home/jovyan/workspace/Storage/${user}/paper/title`;
  await expect
    .poll(() => hub.docker('exec', container, 'sh', '-c', `cat ${file} || true`))
    .toEqual(['On volumes']);
}
