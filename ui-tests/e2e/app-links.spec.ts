import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, NEWEST, signIn, test } from './fixtures';
import { placeNotebook } from './submit';

test.use({
  hubOptions: {
    image: NEWEST,
    settings: { tiles: [{ title: 'SkyServer', url: 'https://sky.example.org/' }] }
  }
});

const PASSWORD = 'a long password';

/** `SCREENSHOTS=light` or `dark` makes the pictures of the documentation anew, in that theme. */
const THEME = process.env.SCREENSHOTS;

async function picture(page: Page, name: string): Promise<void> {
  if (THEME) {
    const folder = process.env.SCREENSHOTS_DIR ?? join(__dirname, '../../docs/screenshots');
    await page.screenshot({ path: join(folder, `hub-${name}-${THEME}.png`) });
  }
}

/** Says what the link handed it, as the guide has it. */
const NOTEBOOK = [
  'import json, os, pathlib',
  'server = os.environ.get("JUPYTERHUB_SERVER_NAME") or "default"',
  'scratch = pathlib.Path.home() / "workspace/Temporary" / os.environ["JUPYTERHUB_USER"] / "scratch"',
  'said = json.loads((scratch / f".labcommons/arguments/{server}.json").read_text())',
  'print("redshift is", said["arguments"]["redshift"])'
].join('\n');

/** Runs the first cell of the notebook in front until it says something: what is run before there is a kernel does not. */
async function runsTo(page: Page, said: string, code = ''): Promise<void> {
  const panel = page.locator('.jp-NotebookPanel:visible');
  await panel.locator('.jp-Notebook .cm-content').first().click({ timeout: 120_000 });
  await page.keyboard.type(code);
  await expect(async () => {
    await page.keyboard.press('Control+Enter');
    await expect(panel.locator('.jp-OutputArea-output').first()).toHaveText(said, {
      timeout: 5_000
    });
  }).toPass({ timeout: 120_000 });
}

test('A link makes a server, opens its notebook with what it hands over, and the home page begins a notebook', async ({
  page,
  hub
}) => {
  if (THEME === 'dark') {
    await page.emulateMedia({ colorScheme: 'dark' });
  }
  hub.addUser('gita', PASSWORD);
  placeNotebook(hub, 'gita', 'fit', NOTEBOOK);
  const servers = () => hub.rows<{ name: string }>('SELECT name FROM servers');

  await test.step('as SciServer has them, also before the sign-in', async () => {
    const input = Buffer.from(JSON.stringify({ redshift: 0.5 })).toString('base64');
    const query = new URLSearchParams({
      d: 'Small',
      n: 'Fits',
      uv: 'persistent',
      fn: 'Storage/gita/persistent/fit.ipynb',
      ij: input
    });
    const address = `${hub.hubOrigin}/apps?${query.toString()}`;
    await signIn(page, hub, 'gita', PASSWORD);
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Open “fit.ipynb”?' })).toBeVisible();
    await expect(page.getByText('Makes the server “Fits” for you')).toBeVisible();
    await picture(page, 'app-link');
    expect(servers()).toEqual([]);
    await page.getByRole('button', { name: 'Make server and open' }).click();
    await page.waitForURL(url => url.pathname.startsWith('/user/gita/fits/lab'), {
      timeout: 120_000
    });
    await runsTo(page, 'redshift is 0.5');
    expect(servers()).toEqual([{ name: 'fits' }]);
  });

  await test.step('another user learns nothing of the file', async () => {
    hub.addUser('bob', PASSWORD);
    const context = await page.context().browser()!.newContext();
    const bob = await context.newPage();
    await signIn(bob, hub, 'bob', PASSWORD);
    await bob.goto(hub.page('apps?file=Storage/gita/persistent/fit.ipynb'));
    const said = bob.getByText('there is no volume “Storage/gita/persistent”');
    await expect(said).toBeVisible();
    await context.close();
  });

  await test.step('one click on the home page leads to a notebook whose kernel runs', async () => {
    await page.goto(hub.page('home'));
    await expect(page.getByRole('link', { name: /SkyServer/ })).toBeVisible();
    await picture(page, 'home-programs');
    await page.getByRole('button', { name: 'Quick notebook' }).click();
    await page.waitForURL(url => url.pathname.startsWith('/user/gita/lab'), { timeout: 120_000 });
    await runsTo(page, '42', '6 * 7');
    const notebook = join(
      hub.volume('Storage/gita/persistent'),
      'Quick notebooks',
      'Untitled.ipynb'
    );
    expect(JSON.parse(readFileSync(notebook, 'utf8'))).toMatchObject({
      metadata: { labcommons: { lastEdit: { user: 'gita' } } }
    });
  });
});
