import { FakeServers } from './fake-servers.js';
import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK } from './pictures.js';
import { fillWithEverything } from './sample-jobs.js';

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of Home in ${theme}`, async ({
    page,
    world,
    openLab,
    openNotebook,
    putNotebook
  }) => {
    const servers = new FakeServers(world);
    servers.add({ name: 'gpu', displayName: 'GPU experiments', state: 'starting' });
    servers.add({ name: 'old', displayName: 'Thesis as printed' });
    fillWithEverything(world);
    const paths = ['spectra-fit.ipynb', 'sky-map-of-the-southern-hemisphere.ipynb'];
    const notebooks: string[] = [];
    for (const path of paths) notebooks.push(await putNotebook(path));
    await openLab();
    await page.theme.setTheme(title);
    for (const notebook of notebooks) {
      await openNotebook(notebook);
      await page.evaluate(() => window.jupyterapp.commands.execute('application:close'));
    }
    await page.evaluate(
      async () => void (await window.jupyterapp.commands.execute('labcommons:home'))
    );
    const home = page.locator('.labcommons-Home');
    await expect(home.getByRole('button', { name: 'spectra-fit.ipynb' })).toBeVisible();
    await expect(home).toContainText('Thesis as printed');
    await expect(home.getByRole('link', { name: 'SkyServer' })).toBeVisible();
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, animations: 'disabled' });
    await shoot('home');
    await page.setViewportSize({ width: 640, height: 720 });
    await page.sidebar.close('left');
    await shoot('home-600px');
  });
}
