import { expect, openLab, signIn, test } from './fixtures';

test("An administrator who visits a user's server hands over no power", async ({
  browser,
  hub
}) => {
  hub.addUser('bob', 'a long password');
  hub.addUser('root.user', 'a long password', { admin: true });
  const bobs = await browser.newPage();
  await signIn(bobs, hub, 'bob', 'a long password');
  await openLab(bobs, hub, 'bob');

  const context = await browser.newContext();
  const admin = await context.newPage();
  await signIn(admin, hub, 'root.user', 'a long password');
  await admin.goto(hub.server('bob', 'lab'));
  await expect(admin.getByText(/bob/).first()).toBeVisible();
  expect(new URL(admin.url()).pathname).toContain('oauth2/authorize');
  await admin.getByRole('button', { name: /Go on/ }).click();
  await admin.waitForURL(url => url.pathname.startsWith(`${hub.basePath}user/bob/lab`));
  const config = JSON.parse((await admin.locator('#jupyter-config-data').textContent()) ?? '{}');
  expect(config).toMatchObject({ hubUser: 'root.user', hubServerUser: 'bob' });

  // The code exchange ran in Bob's container: Bob can have this token. What is it good for?
  const headers = { Authorization: `Bearer ${config.token}` };
  const user = await (await fetch(hub.page('api/user'), { headers })).json();
  expect(user.name).toBe('root.user');
  expect(
    user.scopes.filter(
      (scope: string) => !/^(access:servers|read:users:(name|groups))!/.test(scope)
    )
  ).toEqual([]);
  for (const [path, method] of [
    ['api/v1/me', 'GET'],
    ['api/v1/jobs', 'GET'],
    ['api/v1/servers', 'GET'],
    ['api/users', 'GET'],
    ['api/users/bob/tokens', 'GET'],
    ['api/users/root.user/server', 'POST'],
    ['api/users/root.user/tokens', 'POST']
  ]) {
    const response = await fetch(hub.page(path!), { method, headers });
    expect([403, 404], path).toContain(response.status);
  }

  await test.step('a stranger is refused at the door', async () => {
    hub.addUser('mallory', 'a long password');
    const mallory = await (await browser.newContext()).newPage();
    await signIn(mallory, hub, 'mallory', 'a long password');
    const answer = await mallory.goto(hub.server('bob', 'lab'));
    expect(answer?.status()).toBe(403);
  });
});
