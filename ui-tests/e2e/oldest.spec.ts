import { expect, OLDEST, openLab, signIn, test } from './fixtures';
import { jobState, placeNotebook, submitFromBrowser } from './submit';

test.use({ hubOptions: { image: OLDEST } });

test('The oldest supported JupyterLab and single-user server get the panels and run a job', async ({
  page,
  hub
}) => {
  hub.addUser('old.timer', 'a long password');
  placeNotebook(hub, 'old.timer', 'greet', 'print("hello")');
  await signIn(page, hub, 'old.timer', 'a long password');
  await openLab(page, hub, 'old.timer');
  const version = await page.locator('#jupyter-config-data').textContent();
  expect(JSON.parse(version ?? '{}').appVersion).toMatch(/^4\.2\./);
  await submitFromBrowser(page, 'greet');
  await expect.poll(() => jobState(hub, 'greet'), { timeout: 90_000 }).toBe('succeeded');
});
