import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, openLab, SCIENTIFIC, signIn, test } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

test.use({ hubOptions: { image: SCIENTIFIC, demo: true } });

const SCREENSHOTS = join(__dirname, '../../docs/screenshots');

/** `SCREENSHOTS=light` or `dark` makes the pictures of the documentation anew, in that theme. */
const THEME = process.env.SCREENSHOTS;

async function picture(page: Page, name: string): Promise<void> {
  if (THEME) {
    await page.screenshot({ path: join(SCREENSHOTS, `newcomer-${name}-${THEME}.png`) });
  }
}

/** As if the user had chosen the dark theme in JupyterLab's menu before. */
function chooseDark(hub: HubUnderTest, user: string): void {
  const id = hub.rows<{ id: string }>('SELECT id FROM users WHERE name = ?', user)[0]?.id ?? '';
  const profile = join(hub.dataDir, 'profiles', id);
  const folder = join(profile, 'settings/@jupyterlab/apputils-extension');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'themes.jupyterlab-settings'), '{"theme": "JupyterLab Dark"}');
  execFileSync('chown', ['-R', '1000:100', profile]);
}

function passwordOf(name: string, printed: string): string {
  return new RegExp(`Sign in as ${name} with the password (\\S+)`).exec(printed)?.[1] ?? '';
}

test('A newcomer signs in, submits a notebook, watches it run and opens its result', async ({
  page,
  hub
}) => {
  if (THEME === 'dark') {
    await page.emulateMedia({ colorScheme: 'dark' });
    chooseDark(hub, 'demo');
  }
  await page.goto(hub.page('login'));
  await picture(page, '1-sign-in');
  await signIn(page, hub, 'demo', passwordOf('demo', hub.printed));
  await picture(page, '2-home');
  await openLab(page, hub, 'demo');

  await test.step('the image has nothing of ours in it', () => {
    const [container] = hub.containers('server');
    const inside = (...command: string[]) =>
      execFileSync('docker', ['exec', container!, ...command], { encoding: 'utf8' });
    expect(inside('pip', 'list')).not.toMatch(/labcommons/i);
    expect(inside('sh', '-c', 'ls -R /etc/jupyter 2>/dev/null || true')).not.toMatch(/labcommons/i);
    expect(
      execFileSync(
        'docker',
        [
          'run',
          '--rm',
          '--entrypoint',
          'sh',
          SCIENTIFIC,
          '-c',
          'find / -xdev -iname "*labcommons*" 2>/dev/null || true'
        ],
        {
          encoding: 'utf8'
        }
      )
    ).toBe('');
  });

  // A newcomer has other questions than where JupyterLab's news should come from.
  await expect(page.getByText('official Jupyter news')).toHaveCount(0);

  const notebook = page.locator('.jp-DirListing-item', { hasText: 'How fast' });
  if (!(await notebook.isVisible())) {
    await page.locator('.jp-DirListing-item', { hasText: 'Welcome' }).dblclick();
  }
  await notebook.click({ button: 'right' });
  await picture(page, '3-context-menu');
  await page.getByRole('menuitem', { name: /Submit as job/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('harmonics')).toHaveValue('5');
  await dialog.getByLabel('harmonics').fill('7');
  await picture(page, '4-submit');
  await dialog.getByRole('button', { name: /Submit job|Save and submit/ }).click();

  const jobs = page.getByRole('region', { name: 'Jobs' });
  const row = jobs.getByText(/How fast/).first();
  await expect(row).toBeVisible();
  await expect(jobs.getByText(/cell \d+ of \d+/i)).toBeVisible({ timeout: 180_000 });
  await picture(page, '5-running');
  await expect(jobs.getByText('Today')).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole('treeitem', { name: /How fast.*Succeeded/ })).toBeVisible();
  await row.dblclick();
  await picture(page, '6-done');
  await page
    .getByRole('button', { name: /Open (the )?(result|executed notebook)/i })
    .first()
    .click();
  // Only the cells in view are in the page.
  const result = page.locator('.jp-NotebookPanel:visible');
  await result.waitFor();
  await expect(async () => {
    await result.hover();
    await page.mouse.wheel(0, 5000);
    await expect(result.getByText(/Residual .* mag with 7 harmonics/)).toBeVisible({
      timeout: 500
    });
  }).toPass({ timeout: 30_000 });
  await page.mouse.wheel(0, -450);
  await picture(page, '7-result');
  expect(hub.containers('job')).toEqual([]);
});

test('What is submitted is what was seen, unsaved edits included, whatever happens to it later', async ({
  page,
  hub
}) => {
  hub.addUser('ana', 'a long password');
  const folder = hub.volume('Storage/ana/persistent');
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [
      {
        id: 'one',
        cell_type: 'code',
        metadata: {},
        execution_count: null,
        outputs: [],
        source: 'import time; time.sleep(4); print(open("data/x.csv").read())'
      }
    ]
  };
  execFileSync('install', ['-d', '-o', '1000', '-g', '100', join(folder, 'data')]);
  writeFileSync(join(folder, 'data/x.csv'), 'value\n41\n');
  writeFileSync(join(folder, 'count.ipynb'), JSON.stringify(notebook));
  execFileSync('chown', ['-R', '1000:100', folder]);
  await page.context().clearCookies();
  await signIn(page, hub, 'ana', 'a long password');
  await openLab(page, hub, 'ana');
  await page.goto(hub.server('ana', 'lab/tree/Storage/ana/persistent/count.ipynb'));
  const panel = page.locator('.jp-NotebookPanel:visible');
  const editor = panel.locator('.jp-Notebook .cm-content').first();
  const type = async (text: string) => {
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(text);
  };
  await editor.waitFor();
  await type('\nprint("edited before")');
  await panel.getByRole('button', { name: /as a job/ }).click();
  await expect(page.getByRole('dialog')).toContainText('unsaved changes');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Submit job|Save and submit/ })
    .click();
  await expect(page.getByRole('region', { name: 'Jobs' }).getByText('count')).toBeVisible();
  await type('\nprint("edited after")');
  await page.keyboard.press('Control+s');

  const job = () =>
    hub.rows<{ state: string; result_path: string | null }>(
      "SELECT state, result_path FROM jobs WHERE name = 'count'"
    )[0];
  await expect.poll(() => job()?.state, { timeout: 180_000 }).toBe('succeeded');
  const executed = readFileSync(
    join(hub.volume('Temporary/ana/jobs'), job()!.result_path!),
    'utf8'
  );
  expect(executed).toContain('edited before');
  expect(executed).toContain('41');
  expect(executed).not.toContain('edited after');
});
