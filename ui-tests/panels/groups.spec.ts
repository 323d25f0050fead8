import type { Page } from '@playwright/test';

import { Refusal } from './fake-hub.js';
import { expect, test } from './fixtures.js';
import { fillWithGroups } from './sample-groups.js';
import { makeJob } from './world.js';

const panelOf = (page: Page) => page.locator('.labcommons-GroupsPanel');
const groupRow = (page: Page, name: RegExp) => panelOf(page).getByRole('treeitem', { name });
const memberRow = (page: Page, name: RegExp) => panelOf(page).getByRole('option', { name });

test('an invitation is seen without opening the panel, and accepted in it', async ({
  page,
  world,
  openLab
}) => {
  const { cosmology } = fillWithGroups(world);
  const teaching = world.groups.add('teaching', 'group', { owner: 'bob' });
  await openLab();
  const tab = page.locator('.jp-SideBar .lm-TabBar-tab[data-id="labcommons-groups"]');
  await expect(tab).toHaveAttribute('data-labcommons-count', '1');
  world.groups.inviteKim(teaching, 'admin');
  await expect(tab).toHaveAttribute('data-labcommons-count', '2');
  await expect(tab).toHaveAttribute('title', /2 invitations/);

  await page.sidebar.openTab('labcommons-groups');
  await expect(groupRow(page, /^teaching, from Bob Okafor, admin/)).toBeVisible();
  const row = groupRow(page, /^cosmology, from Ana Pereira, member/);
  await row.getByRole('button', { name: 'Accept' }).click();
  await expect(groupRow(page, /^cosmology, member, 3 members/)).toBeVisible();
  await expect(tab).toHaveAttribute('data-labcommons-count', '1');
  expect(cosmology.members.get('kim')?.state).toBe('accepted');

  await groupRow(page, /^teaching/)
    .getByRole('button', { name: 'Decline' })
    .click();
  const question = page.getByRole('dialog');
  await expect(question.getByRole('button', { name: 'Keep invitation' })).toBeFocused();
  await question.getByRole('button', { name: 'Decline' }).click();
  await expect(groupRow(page, /^teaching/)).toHaveCount(0);
  await expect(tab).not.toHaveAttribute('data-labcommons-count');
});

test('a group is made, several are invited at once, and one of them accepts', async ({
  page,
  world,
  openLab
}) => {
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  const panel = panelOf(page);
  await expect(panel.getByRole('heading', { name: 'No groups yet' })).toBeVisible();
  world.groups.add('taken', 'group', { owner: 'bob' });
  await panel.locator('.labcommons-Notice').getByRole('button', { name: 'New group…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expect(dialog.getByLabel('Open to')).toHaveCount(0);
  await dialog.getByLabel('Name').fill('taken');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('There is a group of this name already.')).toBeVisible();
  await dialog.getByLabel('Name').fill('astro-lab');
  await dialog.getByLabel('Description').fill('Spectra of the northern survey.');
  await dialog.getByRole('button', { name: 'Create group' }).click();
  await expect(groupRow(page, /^astro-lab, owner, 1 member/)).toHaveAttribute(
    'aria-selected',
    'true'
  );

  await panel.getByRole('button', { name: 'Invite…' }).click();
  const who = dialog.getByRole('combobox', { name: 'Whom to invite' });
  await who.fill('ana');
  await dialog.getByRole('option', { name: /Ana Pereira/ }).click();
  await who.fill('ok');
  await expect(dialog.getByRole('option', { name: /Bob Okafor/ })).toBeVisible();
  await who.press('Enter');
  await who.fill('nobody-of-this-name');
  await expect(dialog.getByText('Nobody found for “nobody-of-this-name”.')).toBeVisible();
  await who.fill('');
  await dialog.getByLabel(/^Admin/).check();
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('2 people are invited to “astro-lab”')).toBeVisible();
  await expect(memberRow(page, /^Ana Pereira, invited as admin/)).toBeVisible();
  const [kept] = world.groups.named('astro-lab');
  if (!kept) throw new Error('no such group');
  world.groups.memberBecomes(kept, 'ana', { state: 'accepted' });
  await expect(memberRow(page, /^Ana Pereira, admin/)).toBeVisible();
  await expect(groupRow(page, /^astro-lab, owner, 2 members/)).toBeVisible();
});

test('members are looked after: roles, invitations, removal, a new owner', async ({
  page,
  world,
  openLab
}) => {
  const { astro } = fillWithGroups(world);
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await groupRow(page, /^astro-lab/).click();
  const choose = async (member: RegExp, command: string) => {
    await memberRow(page, member).click({ button: 'right' });
    await page.getByRole('menuitem', { name: command }).click();
  };
  await choose(/^Bob Okafor/, 'Make admin');
  await expect(memberRow(page, /^Bob Okafor, admin/)).toBeVisible();
  await choose(/^Bob Okafor/, 'Make ordinary member');
  await expect(memberRow(page, /^Bob Okafor, member/)).toBeVisible();

  await memberRow(page, /^Chen Wei, invited/)
    .getByRole('button', { name: 'Withdraw' })
    .click();
  await expect(memberRow(page, /^Chen Wei, withdrawn/)).toBeVisible();
  await choose(/^Dara Singh, declined/, 'Invite again');
  await expect(memberRow(page, /^Dara Singh, invited/)).toBeVisible();

  await choose(/^Bob Okafor/, 'Remove…');
  const question = page.getByRole('dialog');
  await expect(question.getByText(/Data\/survey, Storage\/kim\/persistent/)).toBeVisible();
  await expect(question.getByRole('button', { name: 'Keep member' })).toBeFocused();
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(memberRow(page, /^Bob Okafor/)).toHaveCount(0);

  await choose(/^Ana Pereira/, 'Hand group over…');
  await expect(question.getByText(/Ana Pereira becomes the owner/)).toBeVisible();
  await question.getByRole('button', { name: 'Hand over' }).click();
  await expect(memberRow(page, /^Ana Pereira, owner/)).toBeVisible();
  expect(astro.members.get('kim')?.role).toBe('admin');
  await groupRow(page, /^astro-lab/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete group…' })).toBeDisabled();
  await page.getByRole('menuitem', { name: 'Leave group…' }).click();
  await question.getByRole('button', { name: 'Leave group' }).click();
  await expect(groupRow(page, /^astro-lab/)).toHaveCount(0);
});

test('a science domain is found, joined and left again', async ({ page, world, openLab }) => {
  fillWithGroups(world);
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await panelOf(page).locator('jp-search input').fill('geno');
  await expect(panelOf(page).getByRole('treeitem')).toHaveCount(2);
  const row = groupRow(page, /^Genomics, 1 member/);
  await row.getByRole('button', { name: 'Join' }).click();
  await expect(groupRow(page, /^Genomics, joined, 2 members/)).toBeVisible();
  await groupRow(page, /^Genomics/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Leave group…' }).click();
  const question = page.getByRole('dialog');
  await expect(question.getByText('You can join again.', { exact: false })).toBeVisible();
  await question.getByRole('button', { name: 'Leave group' }).click();
  await expect(groupRow(page, /^Genomics/).getByRole('button', { name: 'Join' })).toBeVisible();
});

test('a group is worked on by keyboard alone, and opened as a tab', async ({
  page,
  world,
  openLab
}) => {
  fillWithGroups(world);
  await openLab();
  await page.evaluate(() => window.jupyterapp.commands.execute('labcommons:show-groups'));
  const tree = panelOf(page).getByRole('tree');
  await expect(tree).toBeFocused();
  await page.keyboard.type('ast');
  await expect(groupRow(page, /^astro-lab/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await dialog.getByLabel('Name').fill('astro-house');
  await page.keyboard.press('Enter');
  await expect(groupRow(page, /^astro-house/)).toBeVisible();
  await expect(async () => {
    await tree.focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.labcommons-GroupPage')).toBeVisible({ timeout: 1000 });
  }).toPass();
  const groupPage = page.locator('.labcommons-GroupPage');
  await expect(groupPage.getByRole('heading', { name: 'astro-house' })).toBeVisible();
  await expect(groupPage.getByRole('list', { name: /^Shared with/ })).toContainText('Data/survey');
  const members = groupPage.getByRole('listbox', { name: /^Members of/ });
  await members.focus();
  await page.keyboard.type('bob');
  await page.keyboard.press('Delete');
  await expect(dialog.getByText('Remove Bob Okafor from “astro-house”?')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(groupPage.getByRole('option', { name: /^Bob/ })).toHaveCount(0);
});

test('the owner deletes a group, and is told what that costs', async ({ page, world, openLab }) => {
  fillWithGroups(world);
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await groupRow(page, /^astro-lab/).click();
  await page.keyboard.press('Delete');
  const question = page.getByRole('dialog');
  await expect(question.getByText(/Its 3 members lose.*Data\/survey/)).toBeVisible();
  await expect(question.getByRole('button', { name: 'Keep group' })).toBeFocused();
  await question.getByRole('button', { name: 'Delete group' }).click();
  await expect(groupRow(page, /^astro-lab/)).toHaveCount(0);
  await expect(panelOf(page).getByRole('tab', { name: 'Members' })).toBeHidden();
});

test('a volume is shared with a person and a group, changed, withdrawn and given back', async ({
  page,
  world,
  openLab
}) => {
  const { astro } = fillWithGroups(world);
  world.groups.grants.length = 0;
  await openLab();
  await page.evaluate(() => {
    const volume = 'Storage/kim/persistent';
    void window.jupyterapp.commands.execute('labcommons-sharing:share', { volume });
  });
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Nobody else has access.')).toBeVisible();
  const whom = dialog.getByRole('combobox', { name: 'Whom to share with' });
  await expect(whom).toBeFocused();
  await whom.fill('everyone');
  await expect(dialog.getByText('Nobody found for “everyone”.')).toBeVisible();
  await whom.fill('ana');
  await dialog.getByRole('option', { name: /Ana Pereira/ }).click();
  await whom.fill('lab');
  await dialog.getByRole('option', { name: /astro-lab/ }).click();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByText('Shared with Ana Pereira, astro-lab.')).toBeVisible();
  const held = () =>
    world.groups.grants.map(({ subject, privileges }) => `${subject.id} ${privileges.join(' ')}`);
  expect(held()).toEqual(['ana read', `${astro.group.id} read`]);

  await dialog.getByLabel('Access of Ana Pereira', { exact: true }).selectOption('write');
  await expect.poll(held).toContain('ana read write');
  await dialog.getByLabel('Ana Pereira may share it on').check();
  await expect.poll(held).toContain('ana read write grant');

  await dialog.getByRole('button', { name: 'Withdraw the access of Ana Pereira' }).click();
  await expect(dialog.getByText(/Ana Pereira has no access/)).toBeVisible();
  await expect(
    dialog.getByText(
      /What their programs have open already.*stays open to them until they close it/
    )
  ).toBeVisible();
  await expect.poll(held).toEqual([`${astro.group.id} read`]);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(held).toContain('ana read write grant');

  // What somebody else does meanwhile appears by itself.
  world.groups.share('Storage/kim/persistent', { kind: 'user', id: 'bob' }, ['read']);
  await expect(dialog.getByText('Bob Okafor')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('administrators share with everyone; others see how they got access, and give it up', async ({
  page,
  world,
  openLab
}) => {
  world.groups.isAdmin = true;
  world.groups.share('Data/survey', { kind: 'user', id: 'kim' }, ['read']);
  await openLab();
  const open = (volume: string) =>
    page.evaluate(
      at => void window.jupyterapp.commands.execute('labcommons-sharing:share', { volume: at }),
      volume
    );
  const dialog = page.getByRole('dialog');
  await open('Storage/kim/persistent');
  await dialog.getByRole('combobox', { name: 'Whom to share with' }).fill('every');
  await dialog.getByRole('option', { name: /Everyone/ }).click();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByText('Shared with Everyone.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await open('Data/survey');
  await expect(dialog.getByText('You: read, granted to you by ana')).toBeVisible();
  await expect(dialog.getByRole('combobox', { name: 'Whom to share with' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Give up your access' }).click();
  await expect(dialog.getByRole('button', { name: 'Keep access' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Give up', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  expect(world.groups.grants.map(({ subject }) => subject.kind)).toEqual(['everyone']);
});

test('volumes, databases and results of jobs are shared from the group, and a volume from its own row', async ({
  page,
  world,
  openLab
}) => {
  const { astro } = fillWithGroups(world);
  const stars = world.databases.add('kim/stars');
  const job = world.add(makeJob(1, 'counts', 'succeeded'));
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await groupRow(page, /^astro-lab/).click();
  await panelOf(page)
    .getByRole('tab', { name: /^Shared/ })
    .click();
  await panelOf(page).getByRole('button', { name: 'Share with the group…' }).click();
  const dialog = page.getByRole('dialog');
  const what = dialog.getByLabel('What to share');
  await expect(what.locator('optgroup[label="Volumes"] option')).toHaveText([
    'Temporary/kim/scratch',
    'Temporary/kim/jobs'
  ]);
  await dialog.getByLabel('Access of astro-lab', { exact: true }).selectOption('write');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog).toBeHidden();
  const shared = panelOf(page).getByRole('list', { name: /^Shared with/ });
  await expect(shared).toContainText('Temporary/kim/scratch');
  expect(world.groups.grants.at(-1)).toMatchObject({
    subject: { kind: 'group', id: astro.group.id },
    privileges: ['read', 'write']
  });

  await panelOf(page).getByRole('button', { name: 'Share with the group…' }).click();
  await expect(what.locator('optgroup[label="Volumes"] option')).toHaveCount(1);
  await what.selectOption({ label: stars.address });
  await expect(dialog.getByLabel('Access of astro-lab', { exact: true })).toHaveValue('read');
  await what.selectOption({
    label: (await what.getByRole('option', { name: /^counts · / }).textContent()) ?? ''
  });
  await expect(dialog.getByText('may look at the job and its results')).toBeVisible();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(world.groups.grants.at(-1)).toMatchObject({
    resource: { kind: 'job', id: job.id },
    privileges: ['read']
  });

  await page.sidebar.openTab('labcommons-volumes');
  await page
    .locator('.labcommons-VolumesPanel-item')
    .filter({ hasText: 'scratch' })
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await expect(dialog.getByText('Share “scratch”')).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'Who has access' })).toContainText('astro-lab');
});

test('the hub goes away and comes back; a list that cannot be read says why', async ({
  page,
  hub,
  world,
  openLab
}) => {
  const { astro } = fillWithGroups(world);
  const list = hub.handlers.get('listGroups');
  hub.handlers.set('listGroups', () => {
    throw new Refusal('internal', 'Something went wrong in the hub');
  });
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  const panel = panelOf(page);
  // An invitation is known already: the list is whole only once it was read.
  await expect(panel.getByRole('alert')).toContainText('Something went wrong in the hub');
  if (list) hub.handlers.set('listGroups', list);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await groupRow(page, /^astro-lab/).click();
  await expect(memberRow(page, /^Bob/)).toBeVisible();

  hub.goDown();
  await expect(panel.getByText(/Hub not reachable, trying again in \d+ s/)).toBeVisible();
  await expect(memberRow(page, /^Bob/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Accept' }).first()).toHaveAttribute(
    'aria-disabled',
    'true'
  );
  await groupRow(page, /^astro-lab/).click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete group…' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(panel.getByText(/trying again in ([5-9]|\d\d) s/)).toBeVisible();
  hub.comeBack();
  world.groups.memberBecomes(astro, 'chen', { state: 'accepted' });
  await panel.getByRole('button', { name: 'Try now' }).click();
  await expect(memberRow(page, /^Chen Wei, member/)).toBeVisible();
  await expect(groupRow(page, /^astro-lab, owner, 4 members/)).toBeVisible();
});

test('two hundred groups in a narrow panel', async ({ page, world, openLab }) => {
  for (let number = 1; number <= 210; number += 1) {
    world.groups.add(`survey-group-of-the-night-${number}`, 'group', {
      owner: 'ana',
      members: { kim: ['member', 'accepted'] }
    });
  }
  await openLab();
  await page.sidebar.openTab('labcommons-groups');
  await page.sidebar.setWidth(240, 'left');
  await expect(groupRow(page, /^My groups/)).toContainText('210');
  expect(await panelOf(page).getByRole('treeitem').count()).toBeLessThan(80);
  const tree = panelOf(page).getByRole('tree');
  expect(await tree.evaluate(node => node.scrollWidth - node.clientWidth)).toBe(0);
  await panelOf(page).locator('jp-search input').fill('night-77');
  await expect(panelOf(page).getByRole('treeitem')).toHaveCount(2);
  await panelOf(page).locator('jp-search input').fill('nothing like this');
  await expect(panelOf(page).getByText('No group matches “nothing like this”.')).toBeVisible();
});

test.describe('without a hub', () => {
  test.use({ facts: {} });

  test('the panel says how to connect', async ({ page, hub, openLab }) => {
    await openLab();
    await page.sidebar.openTab('labcommons-groups');
    await expect(
      panelOf(page).getByRole('heading', { name: 'Not connected to a hub' })
    ).toBeVisible();
    expect(hub.asked).toEqual([]);
  });
});
