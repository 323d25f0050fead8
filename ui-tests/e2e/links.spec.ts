import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, signIn, test } from './fixtures';

const PASSWORD = 'a long password';

test('A link: a folder is looked into and downloaded by somebody without an account', async ({
  page,
  browser,
  hub
}) => {
  hub.addUser('lena', PASSWORD);
  await signIn(page, hub, 'lena', PASSWORD);
  await page.goto(hub.page('home'));
  const folder = join(hub.volume('Storage/lena/persistent'), 'plates/raw');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'page.html'), '<script>document.title = "taken over"</script>');

  const url = await page.evaluate(
    async ([api, body]) => {
      const { xsrf } = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
      const headers = { 'Content-Type': 'application/json', 'X-XSRFToken': xsrf };
      const answer = await fetch(api, { method: 'POST', headers, body });
      return (await answer.json()).url as string;
    },
    [
      hub.page('api/v1/links'),
      JSON.stringify({
        volume: 'Storage/lena/persistent',
        path: 'plates',
        password: 'open, sesame'
      })
    ] as const
  );

  const context = await browser.newContext({ viewport: { width: 390, height: 700 } });
  const visitor = await context.newPage();
  await visitor.goto(url);
  await visitor.getByLabel('Password').fill('open, barley');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await expect(visitor.getByRole('alert')).toHaveText('This is not the password');
  await visitor.getByLabel('Password').fill('open, sesame');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await expect(visitor.getByRole('heading', { name: 'plates' })).toBeVisible();
  await visitor.getByRole('link', { name: 'raw/' }).click();
  const saved = visitor.waitForEvent('download');
  await visitor.getByRole('link', { name: 'Download page.html' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('page.html');
  expect(readFileSync(await download.path(), 'utf8')).toContain('taken over');
  expect(await visitor.title()).not.toContain('taken over');
  const wide = await visitor.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await context.close();
});
