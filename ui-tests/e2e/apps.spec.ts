import { type Browser, type Page, type WebSocket } from '@playwright/test';

import { expect, signIn, test } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

const PASSWORD = 'a long password';
const reference = 'labcommons/test-apps:latest';

const IMAGES = [
  {
    id: 'sums',
    title: 'Sums',
    reference,
    app: {
      port: 2718,
      command: [
        ...['marimo', 'run', '/opt/sums.py', '--headless', '--no-token'],
        ...['--host', '0.0.0.0', '--port', '{port}', '--base-url', '/{path}']
      ]
    }
  },
  {
    id: 'desktop',
    title: 'Desktop',
    reference,
    app: {
      port: 6080,
      path: 'vnc.html?autoconnect=1&path={path}/websockify',
      stripPrefix: true,
      command: ['/opt/desktop.sh']
    }
  },
  {
    id: 'notes',
    title: 'Notes',
    reference,
    app: { port: 8080, stripPrefix: true, command: ['python3', '/opt/plain.py'] }
  },
  { id: 'sciserver', title: 'SciServer', reference, app: { startScript: 'sciserver' } }
];

test.use({
  hubOptions: {
    image: reference,
    settings: {
      images: IMAGES,
      domains: [{ id: 'small', title: 'Small', images: IMAGES.map(({ id }) => id) }]
    }
  }
});

/** Makes a server in an image on the hub's own page; its start leads into it. */
async function start(page: Page, hub: HubUnderTest, image: string): Promise<void> {
  await page.goto(hub.page('new-server'));
  await page.getByLabel('Name', { exact: true }).fill(image);
  await page.getByText(image, { exact: true }).click();
  await page.getByRole('button', { name: 'Start server' }).click();
  await page.waitForURL(url => url.pathname.includes('/user/'), { timeout: 90_000 });
}

/**
 * Until a page shows what it should. Chromium gives up what it loads when the machine's network changes, as it does
 * whenever a container starts on it; a person would load the page again, too.
 */
async function shows(page: Page, text: string): Promise<void> {
  await expect(async () => {
    const isThere = expect(page.getByText(text)).toBeVisible({ timeout: 30_000 });
    await isThere.catch(async (error: unknown) => {
      await page.reload();
      throw error;
    });
  }).toPass({ timeout: 120_000 });
}

async function newcomer(browser: Browser, hub: HubUnderTest, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, hub, name, PASSWORD);
  return page;
}

test('Programs with pages of their own open for their owner, and for nobody else', async ({
  page,
  hub,
  browser
}) => {
  hub.addUser('arno', PASSWORD);
  hub.addUser('bert', PASSWORD);
  hub.addUser('root-of-it-all', PASSWORD, { admin: true });
  await signIn(page, hub, 'arno', PASSWORD);

  await test.step('marimo computes, over its websocket', async () => {
    await start(page, hub, 'Sums');
    await shows(page, 'The sum is 35');
    await page.getByRole('button', { name: 'Seven more' }).click();
    await expect(page.getByText('The sum is 42')).toBeVisible();
  });
  const sums = page.url();

  await test.step('a desktop shows its picture', async () => {
    const desktop = await page.context().newPage();
    await start(desktop, hub, 'Desktop');
    await expect
      .poll(
        () =>
          desktop
            .locator('canvas')
            .first()
            .evaluate(canvas => {
              const context = (canvas as HTMLCanvasElement).getContext('2d');
              return Array.from(context!.getImageData(100, 100, 1, 1).data).join();
            })
            .catch(async (error: Error) => {
              await desktop.reload();
              return error.message;
            }),
        { timeout: 90_000 }
      )
      .toBe([0x20, 0x60, 0xc0, 0xff].join());
    await desktop.close();
  });

  await test.step('a program that takes / for its own leads where it means, and sees its own cookie only', async () => {
    const notes = await page.context().newPage();
    await start(notes, hub, 'Notes');
    await notes.getByLabel('Note').fill('milk');
    await notes.getByRole('button', { name: 'Add' }).click();
    await expect(notes.getByRole('listitem')).toHaveText('milk');
    expect(notes.url()).toBe(hub.server('arno', 'notes/notes'));
    await expect(notes.locator('#cookies')).toHaveText('last=noted');
    await notes.close();
  });

  await test.step('somebody else does not get in, and an administrator does not', async () => {
    for (const name of ['bert', 'root-of-it-all']) {
      const theirs = await newcomer(browser, hub, name);
      const answer = await theirs.goto(sums);
      expect(answer?.status()).toBe(404);
      await expect(theirs.getByText('somebody else’s')).toBeVisible();
      await theirs.context().close();
    }
  });

  await test.step('signing out ends what is open; signing in leads back to the program', async () => {
    const sockets: WebSocket[] = [];
    page.on('websocket', socket => sockets.push(socket));
    await page.reload();
    await shows(page, 'The sum is 35');
    expect(sockets.some(socket => !socket.isClosed())).toBe(true);
    const home = await page.context().newPage();
    await home.goto(hub.page('home'));
    await home.getByRole('link', { name: 'Sign out' }).click();
    await expect.poll(() => sockets.every(socket => socket.isClosed())).toBe(true);
    await page.goto(sums);
    await page.getByLabel('User name').fill('arno');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(sums);
    await shows(page, 'The sum is 35');
  });
});

test('An image of SciServer starts by its script, with the volumes where its programs look for them', async ({
  page,
  hub
}) => {
  hub.addUser('arnold', PASSWORD);
  await signIn(page, hub, 'arnold', PASSWORD);
  await start(page, hub, 'SciServer');
  await page.waitForURL(url => url.pathname.startsWith('/user/arnold/sciserver/lab'), {
    timeout: 60_000
  });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
  await expect(page.getByRole('listitem', { name: /^Name: Storage/ })).toBeVisible();
});
