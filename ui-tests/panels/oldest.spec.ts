import { test as base } from '@playwright/test';

import { FakeHub } from './fake-hub.js';
import { makeVolume } from './fake-volumes.js';
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

test('the oldest supported JupyterLab: a file of an unmounted volume is opened and saved', async ({
  page,
  labUrl
}) => {
  const facts = { hubPrefix: '/hub/', hubUser: 'kim', hubServerUser: 'kim' };
  const hub = await FakeHub.start(new LabProxy(labUrl, facts));
  const world = new World(hub);
  const place = 'Storage/kim/thesis/notes.txt';
  world.volumes.push(
    makeVolume(20, 'Storage/kim/thesis', { privileges: ['read', 'write', 'grant'] })
  );
  world.files.put(place, 'one');
  const later = (at: number) => `z${String(at).padStart(4, '0')}`;
  for (let at = 0; at < 1_500; at += 1) world.files.put(`Storage/kim/thesis/${later(at)}`, '');
  try {
    await page.goto(`${hub.url}/lab?reset`);
    await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    await page.locator('.lm-TabBar-tab[data-id="labcommons-volumes"]').click();
    const panel = page.locator('.labcommons-VolumesPanel');
    await panel.getByRole('treeitem', { name: /^thesis/ }).click();
    const row = panel.locator('.jp-DirListing-item').filter({ hasText: 'notes.txt' });
    await row.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Copy to…' })).toBeEnabled();
    await page.keyboard.press('Escape');
    const rows = panel.locator('.jp-DirListing-item');
    expect(await rows.count()).toBeLessThan(300);
    const list = panel.locator('.jp-DirListing-content');
    await expect(async () => {
      await list.evaluate(node => (node.scrollTop = node.scrollHeight));
      await expect(panel.getByText(later(1_499))).toBeVisible({ timeout: 500 });
    }).toPass();
    expect(await rows.count()).toBeLessThan(300);
    await list.evaluate(node => (node.scrollTop = 0));
    await row.dblclick();
    const editor = page.locator('.jp-FileEditor .cm-content');
    await expect(editor).toHaveText('one');
    await expect(
      page.locator('.labcommons-DocumentNote').getByText('The kernel cannot see this folder.')
    ).toBeVisible();
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' two');
    await page.keyboard.press('Control+S');
    await expect.poll(() => world.files.textOf(place)).toBe('one two');
  } finally {
    await hub.stop();
  }
});
