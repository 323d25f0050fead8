import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect } from './fixtures';
import type { HubUnderTest } from './hub-under-test';

/** Puts a notebook of one cell into the user's own volume, as the user would have written it. */
export function placeNotebook(hub: HubUnderTest, user: string, name: string, source: string): void {
  const folder = hub.volume(`Storage/${user}/persistent`);
  const file = join(folder, `${name}.ipynb`);
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [
      { id: 'one', cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source }
    ]
  };
  writeFileSync(file, JSON.stringify(notebook));
  const { uid, gid } = statSync(folder);
  chownSync(file, uid, gid);
}

/** Right-clicks a notebook in the file browser and submits it with what the dialog proposes. */
export async function submitFromBrowser(page: Page, name: string): Promise<void> {
  // A click on the tab of the side panel that is shown would hide it.
  const files = page.getByRole('tab', { name: /File Browser/ });
  if ((await files.getAttribute('aria-selected')) !== 'true') {
    await files.click();
  }
  const refresh = page.getByRole('button', { name: /Refresh/ }).first();
  const item = page.locator('.jp-DirListing-item', { hasText: `${name}.ipynb` });
  await expect(async () => {
    await refresh.click();
    await expect(item).toBeVisible({ timeout: 1000 });
  }).toPass();
  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Submit as job/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Submit job/ })
    .click();
  await expect(page.getByRole('region', { name: 'Jobs' }).getByText(name).first()).toBeVisible();
}

export function jobState(hub: HubUnderTest, name: string): string | undefined {
  return hub.rows<{ state: string }>('SELECT state FROM jobs WHERE name = ?', name)[0]?.state;
}
