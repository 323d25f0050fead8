import { type Page, expect, test as base } from '@playwright/test';

import { type HubOptions, HubUnderTest } from './hub-under-test';

export const NEWEST = 'labcommons/test-lab46:latest';
/** What `npm start` offers where nothing can be pulled. */
export const SCIENTIFIC = 'labcommons/scipy-notebook:latest';
/** The newest, with jupyter-collaboration. */
export const COLLABORATION = 'labcommons/test-collaboration:latest';
export const OLDEST = 'labcommons/test-lab42:latest';

interface WorkerFixtures {
  hubOptions: HubOptions;
  hub: HubUnderTest;
}

/** Tests with a whole hub of their own; files with other `hubOptions` get another one. */
export const test = base.extend<object, WorkerFixtures>({
  hubOptions: [{ image: NEWEST }, { scope: 'worker', option: true }],
  hub: [
    async ({ hubOptions }, use) => {
      const hub = await HubUnderTest.start(hubOptions);
      try {
        await use(hub);
      } finally {
        await hub.remove();
      }
    },
    { scope: 'worker', timeout: 180_000 }
  ]
});

export { expect };

export async function signIn(page: Page, hub: HubUnderTest, name: string, password: string) {
  // Chromium gives up what it loads when the machine's network changes, as it does whenever a container starts on it.
  await expect(() => page.goto(hub.page('login'))).toPass({ timeout: 60_000 });
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => !url.pathname.endsWith('/login'));
}

/** From the home page to a JupyterLab whose panels are there. */
export async function openLab(page: Page, hub: HubUnderTest, name: string) {
  await page.goto(hub.page('home'));
  await page.getByRole('link', { name: 'Open JupyterLab', exact: true }).click();
  await page.waitForURL(url => url.pathname.startsWith(`${hub.basePath}user/${name}/lab`), {
    timeout: 90_000
  });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
  await page.getByRole('tab', { name: /Jobs/ }).first().waitFor({ timeout: 30_000 });
}
