import { test as base } from '@playwright/test';

import { FakeHub } from './fake-hub.js';
import { expect } from './fixtures.js';
import { LabProxy } from './lab-proxy.js';
import { World } from './world.js';

const test = base.extend<{ labUrl: string }>({ labUrl: ['', { option: true }] });

test('the oldest supported JupyterLab: the panel works and a notebook is submitted', async ({
  page,
  labUrl
}) => {
  const facts = { hubPrefix: '/hub/', hubUser: 'kim', hubServerUser: 'kim' };
  const hub = await FakeHub.start(new LabProxy(labUrl, facts));
  const world = new World(hub);
  const warnings: string[] = [];
  page.on('console', message => {
    if (/labcommons/i.test(message.text())) warnings.push(message.text());
  });
  try {
    const notebook = {
      cells: [
        {
          cell_type: 'code',
          source: 'x = 1',
          metadata: { tags: ['parameters'] },
          outputs: [],
          execution_count: null
        }
      ],
      metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
      nbformat: 4,
      nbformat_minor: 4
    };
    await page.request.put(`${hub.url}/api/contents/old.ipynb`, {
      data: { type: 'notebook', format: 'json', content: notebook }
    });
    await page.goto(`${hub.url}/lab?reset`);
    await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    await page.getByRole('listitem', { name: /old\.ipynb/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Submit as job…' }).click();
    await page.getByRole('dialog').getByLabel('x', { exact: true }).fill('2');
    await page.keyboard.press('Enter');
    const row = page
      .locator('.labcommons-JobsPanel')
      .getByRole('treeitem', { name: /^old, Waiting/ });
    await expect(row).toBeVisible();
    expect(world.requests[0]?.parameters).toEqual({ x: 2 });
    await row.dblclick();
    await expect(page.getByRole('heading', { name: 'old', exact: true })).toBeVisible();
    await page.getByRole('tab', { name: 'Details' }).click();
    await expect(page.getByText('x = 2')).toBeVisible();
    expect(warnings).toEqual([]);
  } finally {
    await hub.stop();
  }
});
