import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, openLab, signIn, test } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

const PASSWORD = 'a long password';

/** Puts a notebook of one cell into a folder of a volume, as its owner would have written it. */
function place(hub: HubUnderTest, volume: string, path: string, source: string): string {
  const file = join(hub.volume(volume), path);
  const folder = join(file, '..');
  mkdirSync(folder, { recursive: true });
  const metadata = {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' }
  };
  const cell = { id: 'one', cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
  const cells = [{ ...cell, source }];
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  execFileSync('chown', ['-R', '1000:100', folder]);
  return file;
}

/** Paths of the notebooks that have a kernel. */
async function sessionsOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const text = document.querySelector('#jupyter-config-data')?.textContent ?? '{}';
    const { baseUrl, token } = JSON.parse(text) as { baseUrl: string; token: string };
    const answer = await fetch(`${baseUrl}api/sessions`, {
      headers: { Authorization: `token ${token}` }
    });
    return ((await answer.json()) as { path: string }[]).map(({ path }) => path);
  });
}

/** Cells as they are on disk. */
function sourceIn(file: string): string {
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as {
    cells: { source: string | string[] }[];
  };
  return cells.map(({ source }) => [source].flat().join('')).join('\n');
}

/** Notebooks of a mounted and of an unmounted volume, opened from the Volumes panel. */
export async function openFromVolumes(page: Page, hub: HubUnderTest): Promise<void> {
  hub.addUser('doro', PASSWORD);
  const plot = place(
    hub,
    'Storage/doro/persistent',
    'analysis/plot.ipynb',
    'import os\nopen("out.txt", "w").write("here")\nprint(os.getcwd())'
  );
  await signIn(page, hub, 'doro', PASSWORD);
  await openLab(page, hub, 'doro');
  const panel = page.locator('.labcommons-VolumesPanel');
  const openPanel = (name: RegExp) => page.getByRole('tab', { name }).first().click();
  const entry = (within: string, name: string) =>
    page
      .locator(`${within} .jp-DirListing-item`)
      .filter({ has: page.getByText(name, { exact: true }) });
  const notebooks = page.locator('.jp-NotebookPanel');

  await test.step('a mounted one runs in its own folder', async () => {
    await openPanel(/^Volumes/);
    await panel.getByRole('treeitem', { name: /^Persistent/ }).click();
    await entry('.labcommons-VolumesPanel', 'analysis').dblclick();
    await entry('.labcommons-VolumesPanel', 'plot.ipynb').dblclick();
    await expect(notebooks).toHaveCount(1);
    await expect(page.locator('.labcommons-DocumentNote')).toHaveCount(0);
    await notebooks.locator('.cm-content').first().click();
    await expect(async () => {
      await page.keyboard.press('Control+Enter');
      await expect(notebooks.locator('.jp-OutputArea-output')).toContainText(
        '/workspace/Storage/doro/persistent/analysis',
        { timeout: 5_000 }
      );
    }).toPass();
    expect(readFileSync(join(plot, '../out.txt'), 'utf8')).toBe('here');
  });

  await test.step('and is the same document in JupyterLab’s own file browser', async () => {
    const path = 'Storage/doro/persistent/analysis/plot.ipynb';
    expect(await sessionsOf(page)).toEqual([path]);
    await openPanel(/^File Browser/);
    for (const name of ['analysis', 'plot.ipynb']) await entry('#filebrowser', name).dblclick();
    await expect(page.locator('#filebrowser .jp-DirListing-item.jp-mod-running')).toBeVisible();
    await expect(notebooks).toHaveCount(1);
    expect(await sessionsOf(page)).toEqual([path]);
    await notebooks.locator('.cm-content').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' # seen twice');
    await page.keyboard.press('Control+S');
    await expect.poll(() => sourceIn(plot)).toContain('# seen twice');
  });

  await test.step('an unmounted one opens, is edited and saved', async () => {
    await openPanel(/^Volumes/);
    await panel.getByRole('button', { name: 'New volume…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('paper');
    await page.getByRole('button', { name: 'Make volume' }).click();
    // Where the hub can mount while a server runs, a new volume is there at once: it is taken out again.
    const note = panel.getByText('The kernel cannot see this folder.');
    await expect(async () => {
      if (!(await note.isVisible())) {
        await page.keyboard.press('Escape');
        await panel.getByRole('treeitem', { name: /^paper/ }).click({ button: 'right' });
        const unmount = page.getByRole('menuitem', { name: 'Unmount from this server…' });
        await unmount.click({ timeout: 2_000 });
        await page.getByRole('button', { name: 'Unmount', exact: true }).click({ timeout: 2_000 });
      }
      await expect(note).toBeVisible({ timeout: 5_000 });
    }).toPass();
    const draft = place(hub, 'Storage/doro/paper', 'draft.ipynb', 'x = 1');
    await panel.getByRole('button', { name: 'Refresh the list of files' }).click();
    await entry('.labcommons-VolumesPanel', 'draft.ipynb').dblclick();
    const opened = notebooks.locator('visible=true').first();
    await expect(opened.locator('.labcommons-DocumentNote')).toBeVisible();
    await expect(opened.locator('.cm-content').first()).toHaveText('x = 1');
    await opened.locator('.cm-content').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' + 1');
    await expect(async () => {
      await page.keyboard.press('Control+S');
      await expect.poll(() => sourceIn(draft), { timeout: 3_000 }).toBe('x = 1 + 1');
    }).toPass();
  });
}
