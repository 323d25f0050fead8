import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK } from './pictures.js';
import { THESIS, fillSnapshots } from './sample-snapshots.js';
import { addThesis, panelOf } from './volumes-panel.js';

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of earlier versions in ${theme}`, async ({ page, world, openLab }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, animations: 'disabled' });
    const { volume } = panelOf(page);
    const open = async () => {
      await volume(/^thesis/).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
    };
    const tab = page.locator('.labcommons-VersionsPage');
    addThesis(world);
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-volumes');
    await open();
    await expect(tab.getByText('No earlier versions yet')).toBeVisible();
    await shoot('earlier-versions-empty');
    await page.activity.closeAll();
    fillSnapshots(world);
    world.snapshots.take(
      THESIS,
      3,
      { figures: null, 'chapter.md': 'x'.repeat(5000) },
      {
        cause: 'asked',
        warnings: ['run/socket: a socket, left out']
      }
    );
    world.snapshots.take(THESIS, 0, {}, { state: 'making' });
    await open();
    await expect(tab.getByText('is being made…')).toBeVisible();
    await expect(tab.getByText('chapter.md')).toBeVisible();
    await shoot('earlier-versions');
    await page.activity.closeAll();
    world.snapshots.fails = true;
    await open();
    await expect(tab.getByText('The snapshots could not be read')).toBeVisible();
    await shoot('earlier-versions-failing');
  });
}
