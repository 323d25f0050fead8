import type { Page } from '@playwright/test';

import { expect, test } from './fixtures.js';
import { addThesis, panelOf } from './volumes-panel.js';

const PLACE = 'Storage/kim/thesis/paper.ipynb';

function notebookWith(text: string): string {
  const cell = { cell_type: 'markdown', id: 'only', metadata: {}, source: text };
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3' } };
  return JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 });
}

/** Opens the notebook in a tab and begins its only cell with other words. */
async function write(page: Page, text: string): Promise<void> {
  const cell = page.locator('.jp-NotebookPanel:visible .jp-MarkdownCell').first();
  await cell.dblclick();
  const editor = cell.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** JupyterLab leaves out a save that is asked for before the last one has come to its end. */
async function saveUntil(page: Page, done: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+S');
    await done();
  }).toPass();
}

test('of two tabs that save the same notebook the second is told and may choose; nothing is overwritten', async ({
  page,
  world,
  hub,
  openLab
}) => {
  const stored = () => JSON.parse(world.files.textOf(PLACE) ?? '{}').cells?.[0]?.source as string;
  addThesis(world);
  world.files.put(PLACE, notebookWith('one'));
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await panelOf(page)
    .volume(/^thesis/)
    .click();
  await panelOf(page).file('paper.ipynb').dblclick();
  const second = await page.context().newPage();
  await second.goto(`${hub.url}/lab/workspaces/second?reset`);
  await second.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await second.locator('.lm-TabBar-tab[data-id="labcommons-volumes"]').click();
  await panelOf(second)
    .volume(/^thesis/)
    .click();
  await panelOf(second).file('paper.ipynb').dblclick();
  await expect(second.locator('.jp-NotebookPanel:visible')).toBeVisible();

  await page.bringToFront();
  await write(page, 'from the first tab');
  await saveUntil(page, () => expect.poll(stored, { timeout: 2_000 }).toBe('from the first tab'));

  await second.bringToFront();
  await write(second, 'from the second tab');
  const question = second.getByRole('dialog').filter({ hasText: 'has changed on disk' });
  await saveUntil(second, () => expect(question).toBeVisible({ timeout: 2_000 }));
  expect(stored()).toBe('from the first tab');

  for (const name of ['Overwrite', 'Revert', 'Cancel']) {
    await expect(question.getByRole('button', { name })).toBeVisible();
  }
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(stored()).toBe('from the first tab');
  await second.close();
});
