import { Refusal } from './fake-hub.js';
import { expect, test } from './fixtures.js';
import { makeJob } from './world.js';

test.describe('without a hub', () => {
  test.use({ facts: {} });

  test('the panel says how to connect, and nothing fails', async ({
    page,
    hub,
    openLab,
    panel
  }) => {
    const mistakes: string[] = [];
    page.on('pageerror', error => mistakes.push(error.message));
    await openLab();
    await page.sidebar.openTab('labcommons-jobs');
    await expect(panel.getByRole('heading', { name: 'Not connected to a hub' })).toBeVisible();
    expect(hub.asked).toEqual([]);
    expect(mistakes).toEqual([]);
  });
});

test.describe('as a visitor', () => {
  test.use({ facts: { hubPrefix: '/hub/', hubUser: 'admin', hubServerUser: 'kim' } });

  test('the panel says whose server it is, and asks the hub nothing', async ({
    page,
    hub,
    openLab,
    panel
  }) => {
    await openLab();
    await page.sidebar.openTab('labcommons-jobs');
    await expect(
      panel.getByRole('heading', { name: "You are visiting kim's server" })
    ).toBeVisible();
    expect(hub.asked).toEqual([]);
  });
});

test('nothing takes the focus or opens by itself at the start', async ({
  page,
  world,
  openLab
}) => {
  world.add(makeJob(1, 'quiet', 'running'));
  await openLab();
  await expect(
    page.getByRole('button', { name: /Small · 1.2 \/ 4 GB · idle stop in/ })
  ).toBeVisible();
  expect(
    await page.evaluate(() => document.activeElement?.closest('[class*="labcommons"]'))
  ).toBeNull();
  await expect(page.locator('.labcommons-JobsPanel')).toBeHidden();
});

test('a list that cannot be read says why, and is read again on request', async ({
  page,
  hub,
  world,
  openLab,
  panel
}) => {
  world.add(makeJob(1, 'late', 'succeeded'));
  const list = hub.handlers.get('listJobs');
  hub.handlers.set('listJobs', () => {
    throw new Refusal('engine-unavailable', 'The container engine does not answer');
  });
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  await expect(
    panel.getByRole('alert').getByText('The container engine does not answer')
  ).toBeVisible();
  if (list) hub.handlers.set('listJobs', list);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByRole('treeitem', { name: /^late/ })).toBeVisible();
});

test('the server is kept from the status bar, and its stop is asked about', async ({
  page,
  hub,
  world,
  openLab
}) => {
  await openLab();
  world.changeServer({ idleStopAt: new Date(Date.now() + 5 * 60_000).toISOString() });
  await expect(page.getByText('This server is idle and stops in 5 minutes.')).toBeVisible();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('button', { name: /idle stop in 47 h/ })).toBeVisible();
  await page.getByRole('button', { name: /idle stop in/ }).click();
  await page.getByRole('menuitem', { name: 'Stop server…' }).click();
  await expect(page.getByRole('dialog').getByText('Stop this server?')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Keep running' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect(hub.asked).not.toContain('POST stopServer');
});
