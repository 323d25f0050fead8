import { expect, openLab, signIn, test } from './fixtures';

test('Signing out in one tab ends every tab, token and socket at once', async ({
  page,
  context,
  hub
}) => {
  hub.addUser('zoe', 'a long password');
  await signIn(page, hub, 'zoe', 'a long password');
  await openLab(page, hub, 'zoe');
  const token: string = JSON.parse(
    (await page.locator('#jupyter-config-data').textContent()) ?? '{}'
  ).token;
  const second = await context.newPage();
  await openLab(second, hub, 'zoe');
  const contents = hub.server('zoe', 'api/contents/Temporary/zoe/scratch/x.txt');
  const write = () =>
    second.evaluate(
      async ([url, bearer]) =>
        (
          await fetch(url!, {
            method: 'PUT',
            headers: { Authorization: `token ${bearer}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ type: 'file', format: 'text', content: 'x' })
          })
        ).status,
      [contents, token]
    );
  expect([200, 201]).toContain(await write());
  await second.evaluate(
    ([url]) =>
      new Promise<void>((done, fail) => {
        const socket = new WebSocket(url!);
        Object.assign(window, { socketEnd: new Promise(end => (socket.onclose = end)) });
        socket.onopen = () => done();
        socket.onerror = () => fail(new Error('no socket'));
      }),
    [hub.server('zoe', 'api/events/subscribe').replace('http', 'ws')]
  );

  await page.goto(hub.server('zoe', 'logout'));
  await page.waitForURL(url => url.pathname.endsWith('/hub/login'));

  await second.evaluate(() =>
    (window as unknown as { socketEnd: Promise<void> }).socketEnd.then(() => true)
  );
  expect([401, 403]).toContain(await write());
  const bare = await fetch(hub.page('api/user'), { headers: { Authorization: `token ${token}` } });
  expect(bare.status).toBe(403);
  const direct = await fetch(contents, { headers: { Authorization: `token ${token}` } });
  expect([401, 403]).toContain(direct.status);
});
