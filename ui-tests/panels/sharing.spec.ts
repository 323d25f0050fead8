import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from './fixtures.js';
import { fillWithGroups } from './sample-groups.js';
import { addThesis, panelOf } from './volumes-panel.js';
import { makeJob, type World } from './world.js';

const command = (page: IJupyterLabPageFixture, id: string, args: Record<string, string> = {}) =>
  page.evaluate(
    async ([name, given]) => {
      await window.jupyterapp.commands.execute(name, given);
    },
    [id, args] as const
  );

/** A job of Ana whose results are shared with Kim. */
function addSharedJob(world: World): void {
  const job = makeJob(900, 'night-fit', 'succeeded', { age: 7_200 });
  world.add({
    ...job,
    owner: 'ana',
    mine: false,
    notebook: null,
    workingFolder: null,
    result: null,
    volumes: [],
    resultFile: 'night-fit.ipynb',
    output: { stdoutBytes: 25, stderrBytes: 0 }
  });
  world.outputs.set(`${job.id}/stdout`, 'converged after 12 steps\n');
  world.groups.give(
    {
      resource: { kind: 'job', id: job.id },
      subject: { kind: 'user', id: 'kim' },
      privileges: ['read']
    },
    'ana'
  );
}

test('a link to a file is made with a password and a limit, copied, changed and revoked', async ({
  page,
  world,
  openLab,
  context
}) => {
  const { volume, file } = panelOf(page);
  const dialog = page.getByRole('dialog');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  addThesis(world);
  world.files.put('Storage/kim/thesis/results.csv', '1,2');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('results.csv').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Share link…' }).click();

  await dialog.getByLabel('Downloads').fill('none');
  await dialog.getByLabel('Ask for a password').check();
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await expect(dialog.getByText('A number from 1')).toBeVisible();
  await expect(dialog.getByText('At least 8 characters', { exact: true })).toBeVisible();
  await dialog.getByLabel('Downloads').fill('3');
  await dialog.getByLabel('Password', { exact: true }).fill('open, sesame');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await expect(dialog.getByLabel('Address of the link')).toHaveValue(/\/hub\/l\//);
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog).toHaveCount(0);
  const [made] = world.links.links;
  expect(made).toMatchObject({ path: 'results.csv', maxDownloads: 3, hasPassword: true });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(made?.url);

  await command(page, 'labcommons-sharing:show', { part: 'links' });
  const row = page.getByRole('row', { name: /results\.csv/ });
  await expect(row).toContainText('0 of 3');
  await expect(row).toContainText('with a password');
  world.links.change(made?.id ?? '', { downloads: 2 });
  await expect(row).toContainText('2 of 3');
  await row.getByRole('button', { name: /^Change/ }).click();
  await dialog.getByLabel('Downloads').fill('');
  await dialog.getByLabel('Ask for a password').uncheck();
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).not.toContainText('with a password');
  world.links.change(made?.id ?? '', { state: 'broken', reason: 'The volume was deleted' });
  await expect(row).toContainText('no longer works');
  await expect(row).toContainText('The volume was deleted');
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No links yet')).toBeVisible();
  expect(world.links.links).toEqual([]);
});

test('what one reaches is found, opened, given up, and left with the group it came through', async ({
  page,
  world,
  openLab
}) => {
  const dialog = page.getByRole('dialog');
  const { turbulence } = fillWithGroups(world);
  world.groups.share('Data/survey', { kind: 'group', id: turbulence.group.id }, ['read']);
  addSharedJob(world);
  await openLab();
  await command(page, 'labcommons-sharing:show');
  const rows = page.locator('.labcommons-Reach tbody tr');
  const job = rows.filter({ hasText: 'night-fit' });
  await expect(job).toContainText('you in person');
  await expect(job).toContainText('by Ana Pereira');
  await page.getByLabel('Filter by name').fill('NIGHT');
  await expect(rows).toHaveCount(1);
  await job.getByRole('button', { name: 'night-fit', exact: true }).click();
  await expect(page.getByText('ana shares the results with you')).toBeVisible();

  await command(page, 'labcommons-sharing:show');
  await page.getByLabel('Filter by name').fill('');
  await page.locator('.labcommons-Reach-filters').getByLabel('How').selectOption('group');
  const survey = rows.filter({ hasText: 'Turbulence' });
  await survey.getByRole('button', { name: /^Leave group/ }).click();
  await dialog.getByRole('button', { name: 'Leave group' }).click();
  await expect(survey).toHaveCount(0);
  await page.locator('.labcommons-Reach-filters').getByLabel('How').selectOption('');
  await job.getByRole('button', { name: /^Give up/ }).click();
  await dialog.getByRole('button', { name: 'Give up' }).click();
  await expect(job).toHaveCount(0);
});

test('the results of a job are shared from its row, and seen by others without a way to change it', async ({
  page,
  world,
  panel,
  openLab
}) => {
  const dialog = page.getByRole('dialog');
  fillWithGroups(world);
  addSharedJob(world);
  const own = world.add(makeJob(901, 'my-fit', 'succeeded', { age: 60 }));
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  await expect(panel.getByRole('treeitem', { name: /my-fit/ })).toBeVisible();
  await expect(panel.getByRole('treeitem', { name: /night-fit/ })).toHaveCount(0);
  await panel.getByRole('treeitem', { name: /my-fit/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Share results…' }).click();
  await dialog.getByRole('combobox').fill('ana');
  await dialog.getByRole('option', { name: /Ana/ }).click();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByText('Shared with Ana Pereira.')).toBeVisible();
  await expect(dialog.getByText('not the values of its environment')).toBeVisible();
  expect(world.groups.grants.at(-1)).toMatchObject({
    resource: { kind: 'job', id: own.id },
    subject: { kind: 'user', id: 'ana' },
    privileges: ['read']
  });
  await page.keyboard.press('Escape');

  const [shared] = [...world.jobs.values()].filter(({ mine }) => !mine);
  await command(page, 'labcommons:open-job', { id: shared?.id ?? '' });
  const tab = page.locator('.labcommons-JobPage');
  await expect(tab.getByText('ana shares the results with you')).toBeVisible();
  await expect(tab.getByRole('button', { name: /Run again|Delete|Cancel/ })).toHaveCount(0);
  await tab.getByRole('tab', { name: 'Output' }).click();
  await expect(tab.getByText('converged after 12 steps')).toBeVisible();
  await tab.getByRole('tab', { name: 'Files' }).click();
  await tab.getByRole('button', { name: 'plots' }).click();
  const saved = page.waitForEvent('download');
  await tab.getByRole('button', { name: 'spectrum.png' }).click();
  expect((await saved).suggestedFilename()).toBe('spectrum.png');
  await expect(panel.getByRole('treeitem', { name: /night-fit/ })).toHaveCount(0);
});

test('who looks after a group throws a share out of it, and sees what was done', async ({
  page,
  world,
  openLab
}) => {
  const groups = page.locator('.labcommons-GroupsPanel');
  const dialog = page.getByRole('dialog');
  const { astro } = fillWithGroups(world);
  world.notifications.record('group.accept', 'Accepted the invitation to the group “astro-lab”', {
    actor: { name: 'bob', displayName: 'Bob Okafor' },
    resource: { kind: 'group', id: astro.group.id }
  });
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await groups.getByRole('treeitem', { name: /^astro-lab/ }).click();
  await groups.getByRole('tab', { name: /^Shared/ }).click();
  await groups.getByRole('button', { name: 'Throw Data/survey out of the group' }).click();
  await dialog.getByRole('button', { name: 'Throw out' }).click();
  await expect(groups.getByText('Data/survey')).toHaveCount(0);
  await groups.getByRole('tab', { name: 'Activity' }).click();
  await expect(groups.getByText('Accepted the invitation')).toBeVisible();
  await expect(groups.getByText('Bob Okafor', { exact: false })).toBeVisible();
});
