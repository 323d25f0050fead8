import { expect, test } from './fixtures.js';
import { ALL_THEMES, FOLDER, widen } from './pictures.js';
import { fillWithGroups } from './sample-groups.js';

for (const [theme, title] of Object.entries(ALL_THEMES)) {
  test(`pictures of groups in ${theme}`, async ({ page, world, openLab }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const panel = page.locator('.labcommons-GroupsPanel');
    const dialog = page.getByRole('dialog');
    const group = (name: RegExp) => panel.getByRole('treeitem', { name });
    fillWithGroups(world);
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-groups');
    await group(/^astro-lab/).click();
    await expect(panel.getByRole('option').first()).toBeVisible();
    await widen(page, 300);
    await shoot('groups');
    await widen(page, 240);
    await shoot('groups-240px');
    await widen(page, 600);
    await shoot('groups-600px');
    await widen(page, 300);
    await panel.getByRole('option', { name: /^Ana/ }).click({ button: 'right' });
    await shoot('groups-member-menu');
    await page.keyboard.press('Escape');
    await panel.getByRole('tab', { name: 'About' }).click();
    await expect(panel.getByRole('link', { name: 'Kim' })).toBeVisible();
    await group(/^astro-lab/).click({ button: 'right' });
    await shoot('groups-menu');
    await page.getByRole('menuitem', { name: 'Delete group…' }).click();
    await expect(dialog.getByText(/Its 3 members lose/)).toBeVisible();
    await shoot('groups-delete');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Invite…' }).click();
    await dialog.getByRole('combobox').fill('dara');
    await dialog.getByRole('option', { name: /Dara/ }).click();
    await dialog.getByRole('combobox').fill('b');
    await expect(dialog.getByRole('option', { name: /Bob/ })).toBeVisible();
    await shoot('groups-invite');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await group(/^astro-lab/).dblclick();
    await expect(page.locator('.labcommons-GroupPage').getByRole('option').first()).toBeVisible();
    await shoot('group-page');
    await panel.getByRole('tab', { name: /^Shared/ }).click();
    await panel.getByRole('button', { name: /^Who has access to Storage/ }).click();
    const whom = dialog.getByRole('combobox', { name: 'Whom to share with' });
    await whom.fill('ana');
    await dialog.getByRole('option', { name: /Ana/ }).click();
    await shoot('share');
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await dialog.getByRole('button', { name: 'Withdraw the access of Ana Pereira' }).click();
    await expect(dialog.getByRole('button', { name: 'Undo' })).toBeVisible();
    await shoot('share-undo');
  });
}
