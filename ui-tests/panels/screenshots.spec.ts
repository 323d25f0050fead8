import { expect, test } from './fixtures.js';
import { ALL_THEMES, FOLDER, widen } from './pictures.js';
import { fillWithEverything } from './sample-jobs.js';

for (const [theme, title] of Object.entries(ALL_THEMES)) {
  test(`pictures in ${theme}`, async ({ page, world, openLab, putNotebook, panel }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const { failing, running } = fillWithEverything(world);
    const notebook = await putNotebook('spectra-fit.ipynb', [
      {
        source: 'redshift = 0.5\nn_walkers = 64\nlabel = ["A"]\nname = "NGC 1300"\nverbose = True',
        tags: ['parameters']
      },
      { source: 'print(redshift)' }
    ]);
    world.mountAt('Storage/kim/thesis', notebook.split('/')[0] ?? '');
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-jobs');

    await expect(panel.getByRole('treeitem').first()).toBeVisible();
    await widen(page, 300);
    await shoot('jobs');
    await widen(page, 240);
    await shoot('jobs-240px');
    await widen(page, 600);
    await shoot('jobs-600px');
    await widen(page, 300);
    await panel.getByRole('treeitem', { name: /^fit,/ }).click({ button: 'right' });
    await shoot('menu');
    await page.keyboard.press('Escape');
    await panel.getByRole('treeitem', { name: /^fit,/ }).dblclick();
    await expect(page.getByRole('tab', { name: 'Result' })).toBeVisible();
    await shoot('page-result');
    await page.getByRole('tab', { name: 'Details' }).click();
    await shoot('page-details');
    world.print(
      failing.id,
      Array.from(
        { length: 80 },
        (_, at) => `step ${at}: chi² = ${(900 / (at + 1)).toFixed(3)}\n`
      ).join('')
    );
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByPlaceholder('Find…').fill('step 7');
    await shoot('page-output');
    await page.getByRole('tab', { name: 'Files' }).click();
    await shoot('page-files');
    await panel.getByRole('treeitem', { name: new RegExp(`^${running.name}`) }).dblclick();
    await expect(page.getByRole('heading', { name: running.name })).toBeVisible();
    await shoot('page-running');
    await page.sidebar.openTab('filebrowser');
    await page.getByRole('listitem', { name: /spectra-fit/ }).click({ button: 'right' });
    await shoot('context-menu');
    await page.getByRole('menuitem', { name: 'Submit as job…' }).click();
    await expect(page.getByLabel('Run on')).toBeVisible();
    await shoot('submit');
    await page.getByText('Time limit, resources').click();
    await page.getByLabel('n_walkers').fill('many');
    await shoot('submit-advanced');
    await page.keyboard.press('Escape');
  });
}
