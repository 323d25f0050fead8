import { expect, NEWEST, openLab, signIn, test } from './fixtures';
import { jobState, placeNotebook, submitFromBrowser } from './submit';

test.use({ hubOptions: { image: NEWEST, twoOrigins: true, basePath: '/lc/' } });

test('With JupyterLab on an origin of its own, below a path: sign-in, a job, signing out everywhere', async ({
  page,
  context,
  hub
}) => {
  hub.addUser('ida', 'a long password');
  placeNotebook(hub, 'ida', 'greet', 'print("hello")');
  await signIn(page, hub, 'ida', 'a long password');
  await openLab(page, hub, 'ida');
  expect(new URL(page.url()).origin).toBe(hub.labOrigin);
  await submitFromBrowser(page, 'greet');
  await expect.poll(() => jobState(hub, 'greet'), { timeout: 180_000 }).toBe('succeeded');

  await test.step('the hub is not to be reached on the origin of JupyterLab', async () => {
    const cookies = await context.cookies(hub.labOrigin);
    expect(cookies.map(({ name }) => name)).not.toContain('labcommons-session');
    const onLabHost = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${hub.labOrigin}/lc/hub/${path}`, { headers, redirect: 'manual' });
    const home = await onLabHost('home');
    expect([home.status, home.headers.get('location')]).toEqual([302, hub.page('home')]);
    const hubCookies = await context.cookies(hub.page('home'));
    const cookie = hubCookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await onLabHost('api/v1/me', { cookie })).status).toBe(401);
  });

  await test.step('signing out at the hub ends JupyterLab at once', async () => {
    const token: string = JSON.parse(
      (await page.locator('#jupyter-config-data').textContent()) ?? '{}'
    ).token;
    const status = () =>
      page.evaluate(
        async ([url, bearer]) =>
          (await fetch(url!, { cache: 'no-store', headers: { Authorization: `token ${bearer}` } }))
            .status,
        [hub.server('ida', 'api/contents'), token]
      );
    expect(await status()).toBe(200);
    const hubPage = await context.newPage();
    await hubPage.goto(hub.page('logout'));
    expect(new URL(hubPage.url()).pathname).toBe('/lc/hub/login');
    expect(hub.rows('SELECT id FROM sessions')).toEqual([]);
    expect([401, 403]).toContain(await status());
  });
});
