import { expect, test } from './fixtures.js';
import { ALL_THEMES, FOLDER } from './pictures.js';
import { fillWithGroups } from './sample-groups.js';
import { addThesis, panelOf } from './volumes-panel.js';
import { makeJob } from './world.js';

for (const [theme, title] of Object.entries(ALL_THEMES)) {
  test(`pictures of links and of what one reaches in ${theme}`, async ({
    page,
    world,
    openLab
  }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const { volume, file } = panelOf(page);
    const dialog = page.getByRole('dialog');
    const { astro, turbulence } = fillWithGroups(world);
    addThesis(world);
    world.files.put('Storage/kim/thesis/results.csv', '1,2');
    world.groups.share('Data/survey', { kind: 'group', id: turbulence.group.id }, ['read']);
    const job = makeJob(900, 'night-fit', 'succeeded', { age: 7_200 });
    world.add({
      ...job,
      owner: 'ana',
      mine: false,
      workingFolder: null,
      result: null,
      volumes: []
    });
    const toKim = { kind: 'user', id: 'kim' } as const;
    world.groups.give(
      { resource: { kind: 'job', id: job.id }, subject: toKim, privileges: ['read'] },
      'ana'
    );
    world.links.add({ path: 'drafts/chapter-1.pdf', state: 'expired', downloads: 12 });
    world.links.add({
      path: 'plates/2026',
      kind: 'folder',
      state: 'broken',
      reason: 'You may not share this volume any more'
    });
    world.links.add({
      path: 'plots/spectrum.png',
      downloads: 3,
      maxDownloads: 10,
      hasPassword: true
    });
    for (const detail of [
      'Made the group “astro-lab”',
      'Invited ana to the group “astro-lab”',
      'Shared Storage/kim/persistent with the group “astro-lab”: read and write'
    ]) {
      const resource = { kind: 'group', id: astro.group.id };
      world.notifications.record('group.edit', detail, { resource, age: 4_000 });
    }
    await openLab();
    await page.theme.setTheme(title);

    await page.sidebar.openTab('labcommons-volumes');
    await volume(/^thesis/).click();
    await file('results.csv').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Share link…' }).click();
    await dialog.getByLabel('Ask for a password').check();
    await dialog.getByLabel('Password', { exact: true }).fill('open, sesame');
    await shoot('share-link');
    await dialog.getByRole('button', { name: 'Make link' }).click();
    await expect(dialog.getByLabel('Address of the link')).toBeVisible();
    await shoot('share-link-made');
    await page.keyboard.press('Escape');

    await page.sidebar.openTab('labcommons-groups');
    const groups = page.locator('.labcommons-GroupsPanel');
    await groups.getByRole('treeitem', { name: /^astro-lab/ }).click();
    await groups.getByRole('tab', { name: 'Activity' }).click();
    await expect(groups.getByText('Invited ana')).toBeVisible();
    await groups.getByRole('button', { name: /Shared with me/ }).click();
    await expect(page.getByRole('button', { name: 'night-fit', exact: true })).toBeVisible();
    await shoot('reach');
    await page.getByRole('tab', { name: 'My links' }).click();
    await expect(page.getByRole('row', { name: /spectrum/ })).toBeVisible();
    await shoot('links');

    await page.getByRole('tab', { name: 'Shared with me' }).click();
    await page.getByRole('button', { name: 'night-fit', exact: true }).click();
    await page.locator('.labcommons-JobPage').getByRole('tab', { name: 'Files' }).click();
    await expect(page.getByRole('button', { name: 'plots' })).toBeVisible();
    await shoot('shared-job');
  });
}
