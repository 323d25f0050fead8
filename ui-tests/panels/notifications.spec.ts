import { readFileSync } from 'node:fs';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Refusal } from './fake-hub.js';
import { expect, test } from './fixtures.js';
import { makeJob } from './world.js';

const bellOf = (page: IJupyterLabPageFixture) =>
  page.getByRole('button', { name: /^Notifications of the hub/ });
const popupOf = (page: IJupyterLabPageFixture) =>
  page.getByRole('dialog', { name: 'Notifications' });
const execute = (page: IJupyterLabPageFixture, command: string) =>
  page.evaluate(id => void window.jupyterapp.commands.execute(id), command);

test('the bell counts what is new, live, and shows it with what runs on top', async ({
  page,
  hub,
  world,
  openLab
}) => {
  world.add(makeJob(1, 'spectra-fit', 'running'));
  world.add(makeJob(2, 'waits', 'queued'));
  world.notifications.tell('“night-report” succeeded', { age: 300 });
  await openLab();
  await expect(bellOf(page)).toHaveAccessibleName('Notifications of the hub, 1 new');
  world.notifications.tell('“fit” failed', {
    kind: 'jobFailed',
    body: 'Failed in cell 4: ValueError: no'
  });
  await expect(bellOf(page)).toHaveText('2');
  await bellOf(page).click();
  const popup = popupOf(page);
  await expect(popup.getByRole('region', { name: 'Running' })).toContainText('spectra-fit');
  await expect(popup.getByRole('region', { name: 'Running' })).not.toContainText('waits');
  const rows = popup.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('“fit” failed');
  await expect(rows.first()).toContainText('Failed in cell 4: ValueError: no');
  await expect(rows.last()).toContainText(/\d min ago/);
  // What was seen is no longer new, but stays.
  await expect(bellOf(page)).toHaveAccessibleName('Notifications of the hub');
  expect(hub.asked).toContain('POST readNotifications');
  await expect(rows.first()).toContainText('new');
  await page.keyboard.press('Escape');
  await expect(popup).toBeHidden();
  await expect(bellOf(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).not.toContainText('new');
  world.change(makeJob(1, '', 'running').id, {
    state: 'succeeded',
    endedAt: new Date().toISOString()
  });
  await expect(popup.getByRole('region', { name: 'Running' })).toBeHidden();
});

test('notifications stay until they are dismissed, one by one or all', async ({
  page,
  world,
  openLab
}) => {
  for (const title of ['first', 'second', 'third']) world.notifications.tell(title);
  await openLab();
  await bellOf(page).click();
  const popup = popupOf(page);
  const list = popup.getByRole('region', { name: 'Notifications' });
  await list.getByRole('button', { name: 'Dismiss: second' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(popup).toBeVisible();
  expect(world.notifications.count).toBe(2);
  await page.reload();
  await bellOf(page).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await popup.getByRole('button', { name: 'Clear all' }).click();
  await expect(popup.getByRole('heading', { name: 'No new notifications' })).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Clear all' })).toBeDisabled();
  expect(world.notifications.count).toBe(0);
});

test('a notification that cannot be dismissed comes back, and it is said why', async ({
  page,
  hub,
  world,
  openLab
}) => {
  world.notifications.tell('stays');
  hub.handlers.set('dismissNotifications', () => {
    throw new Refusal('internal', 'The disk of the hub is gone');
  });
  await openLab();
  await bellOf(page).click();
  const list = popupOf(page).getByRole('region', { name: 'Notifications' });
  await list.getByRole('button', { name: 'Dismiss: stays' }).click();
  await expect(page.locator('.Toastify__toast')).toBeVisible();
  await expect(list.getByRole('listitem')).toHaveCount(1);
});

test('a click leads to the thing', async ({ page, world, openLab }) => {
  const job = world.add(makeJob(3, 'night-report', 'succeeded'));
  world.notifications.tell('“night-report” succeeded', { resource: { kind: 'job', id: job.id } });
  world.notifications.tell('Maintenance on Monday', {
    kind: 'announcement',
    resource: { kind: 'announcement', id: job.id }
  });
  await openLab();
  await execute(page, 'labcommons:show-notifications');
  const popup = popupOf(page);
  await expect(
    popup.getByRole('button', { name: 'Maintenance on Monday', exact: true })
  ).toHaveCount(0);
  await popup.getByRole('button', { name: '“night-report” succeeded', exact: true }).click();
  await expect(
    page.locator('.labcommons-JobPage').getByRole('heading', { name: job.name })
  ).toBeVisible();
  await expect(popup).toBeHidden();
});

test('an announcement is shown at once', async ({ page, world, openLab }) => {
  await openLab();
  await expect(bellOf(page)).toBeVisible();
  await expect.poll(() => world.hub.listeners).toBe(1);
  world.notifications.tell('Maintenance on Monday', { kind: 'announcement', body: 'From 8 to 9' });
  await expect(page.getByText('Maintenance on Monday')).toBeVisible();
});

test('what comes by e-mail is chosen by kind', async ({ page, hub, world, openLab }) => {
  await openLab();
  await bellOf(page).click();
  await popupOf(page).getByRole('button', { name: 'E-mail…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog.getByText('Mail goes to kim@example.org.')).toBeVisible();
  await expect(dialog.getByLabel('Jobs that fail')).toHaveValue('off');
  await dialog.getByLabel('Jobs that fail').selectOption('At once');
  await dialog.getByLabel('Announcements').selectOption('In a daily digest');
  const save = hub.handlers.get('putNotificationPreferences');
  hub.handlers.set('putNotificationPreferences', () => {
    throw new Refusal('not-found', 'There is no such thing today');
  });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  if (save) hub.handlers.set('putNotificationPreferences', save);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(world.notifications.preferences.kinds).toMatchObject({
    jobFailed: 'atOnce',
    announcement: 'daily',
    jobSucceeded: 'off'
  });
});

test('notifications that cannot be read say why, and are read again', async ({
  page,
  hub,
  world,
  openLab
}) => {
  world.notifications.tell('late');
  const list = hub.handlers.get('listNotifications');
  hub.handlers.set('listNotifications', () => {
    throw new Refusal('not-found', 'There is no such thing today');
  });
  await openLab();
  await bellOf(page).click();
  const popup = popupOf(page);
  await expect(popup.getByRole('alert')).toContainText('Your notifications could not be read');
  if (list) hub.handlers.set('listNotifications', list);
  await popup.getByRole('button', { name: 'Try again' }).click();
  await expect(popup.getByRole('region', { name: 'Notifications' })).toContainText('late');
});

test('without the hub the list stays and says so, and catches up', async ({
  page,
  hub,
  world,
  openLab
}) => {
  world.notifications.tell('before');
  await openLab();
  await bellOf(page).click();
  const popup = popupOf(page);
  await expect(popup).toContainText('before');
  hub.goDown();
  await expect(popup.getByText(/Hub not reachable/)).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Clear all' })).toBeDisabled();
  await expect(popup).toContainText('before');
  world.notifications.tell('meanwhile');
  hub.comeBack();
  await popup.getByRole('button', { name: 'Try now' }).click();
  await expect(popup).toContainText('meanwhile');
});

test('what was done is filtered, turned round and exported', async ({ page, world, openLab }) => {
  const { notifications } = world;
  notifications.record('job.submit', 'spectra-fit', { age: 3 * 86_400 });
  notifications.record('server.start', 'The server starts', { age: 3_600 });
  notifications.record('job.end', 'fit: Failed in cell 4', {
    age: 60,
    actor: null,
    outcome: 'failed'
  });
  await openLab();
  await bellOf(page).click();
  await popupOf(page).getByRole('button', { name: 'Activity' }).click();
  const tab = page.locator('.labcommons-Activity');
  const rows = tab.locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText(
    /\d min ago\s*The hub\s*Job ended\s*fit: Failed.*Failed$/
  );
  await expect(rows.nth(1)).toContainText(/You\s*Server started/);

  await tab.getByRole('button', { name: 'When' }).click();
  await expect(rows.nth(0)).toContainText('spectra-fit');
  await tab.getByLabel('Kind').selectOption('Jobs');
  await expect(rows).toHaveCount(2);
  await tab.getByLabel('Filter activity').fill('spectra');
  await expect(rows).toHaveCount(1);
  await tab.getByLabel('Filter activity').fill('');
  const yesterday = new Date(Date.now() - 86_400_000);
  const day = [yesterday.getFullYear(), yesterday.getMonth() + 1, yesterday.getDate()]
    .map(part => String(part).padStart(2, '0'))
    .join('-');
  await tab.getByLabel('From').fill(day);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Failed in cell 4');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    tab.getByRole('button', { name: 'Export CSV' }).click()
  ]);
  expect(download.suggestedFilename()).toBe('activity.csv');
  expect(readFileSync(await download.path(), 'utf8')).toBe('"detail"\r\n"fit: Failed in cell 4"');

  await tab.getByLabel('Filter activity').fill('nothing like this');
  await expect(tab.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await tab.getByRole('button', { name: 'Show everything' }).click();
  await expect(rows).toHaveCount(3);
});

test('the activity follows what happens, and says when it cannot be read', async ({
  page,
  hub,
  world,
  openLab
}) => {
  const list = hub.handlers.get('listActivity');
  hub.handlers.set('listActivity', () => {
    throw new Refusal('not-found', 'There is no such thing today');
  });
  await openLab();
  await execute(page, 'labcommons:show-activity');
  const tab = page.locator('.labcommons-Activity');
  await expect(tab.getByRole('alert')).toContainText('The activity could not be read');
  if (list) hub.handlers.set('listActivity', list);
  await tab.getByRole('button', { name: 'Try again' }).click();
  await expect(tab.getByRole('heading', { name: 'No activity yet' })).toBeVisible();
  world.notifications.record('job.submit', 'spectra-fit');
  world.add(makeJob(1, 'spectra-fit', 'queued'));
  await expect(tab.locator('tbody')).toContainText('spectra-fit');
  hub.goDown();
  await expect(tab.getByText(/Hub not reachable/)).toBeVisible();
  await expect(tab.getByRole('button', { name: 'Export CSV' })).toBeDisabled();
  await expect(tab.locator('tbody')).toContainText('spectra-fit');
});

test.describe('without a hub', () => {
  test.use({ facts: {} });

  test('there is no bell, and the activity says how to connect', async ({ page, hub, openLab }) => {
    await openLab();
    await execute(page, 'labcommons:show-activity');
    await expect(
      page.locator('.labcommons-Activity').getByRole('heading', { name: 'Not connected to a hub' })
    ).toBeVisible();
    await expect(bellOf(page)).toHaveCount(0);
    expect(hub.asked).toEqual([]);
  });
});
