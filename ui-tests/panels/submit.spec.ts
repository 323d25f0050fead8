import { expect, test } from './fixtures.js';
import { PROVOKE } from './world.js';

const PARAMETERS = {
  source: 'redshift = 0.5\nn_walkers = 64\nlabel = ["A"]\nverbose = True\nwhere = find()',
  tags: ['parameters']
};

test('a notebook is submitted from the file browser, with other parameters', async ({
  page,
  world,
  openLab,
  putNotebook,
  panel
}) => {
  const path = await putNotebook('spectra-fit.ipynb', [PARAMETERS, { source: 'print(redshift)' }]);
  const folder = path.split('/')[0] ?? '';
  world.mountAt('Storage/kim/persistent', folder);
  world.server.mounts = world.server.mounts.filter(
    mount => mount.path !== 'Storage/kim/persistent'
  );
  await openLab();
  await page.getByRole('listitem', { name: /spectra-fit/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Submit as job…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toHaveValue('spectra-fit');
  await expect(dialog.getByText('Free now: 3 places')).toBeVisible();
  await expect(dialog.getByLabel('Image')).toHaveValue('science');
  await expect(dialog.getByLabel('where')).toHaveAttribute('placeholder', /find\(\)/);

  await dialog.getByLabel('n_walkers').fill('many');
  await dialog.getByLabel('label').fill('[B]');
  await dialog.getByRole('button', { name: 'Submit job' }).click();
  await expect(dialog.getByText('This is not a number.')).toBeVisible();
  await expect(dialog.getByText(/This is not JSON/)).toBeVisible();
  await expect(dialog.getByLabel('n_walkers')).toBeFocused();
  expect(world.requests).toEqual([]);

  await dialog.getByLabel('label').fill('["B", "C"]');
  await dialog.getByLabel('verbose').uncheck();
  await dialog.getByText('Time limit, resources').click();
  await expect(dialog.getByLabel('Starts in')).toHaveValue('notebookFolder');
  await dialog.getByLabel('Time limit', { exact: true }).fill('99');
  await expect(dialog.getByText('At most 8 h here.')).toBeVisible();
  await dialog.getByLabel('Time limit', { exact: true }).fill('2');
  await dialog.getByLabel('Access to scratch').selectOption('read');
  await dialog.getByLabel('n_walkers').fill('128');
  await dialog.getByLabel('n_walkers').press('Enter');
  await expect(dialog).toBeHidden();

  await expect(panel.getByRole('treeitem', { name: /^spectra-fit, Waiting/ })).toHaveAttribute(
    'aria-selected',
    'true'
  );
  await expect(page.getByText('“spectra-fit” is submitted')).toBeVisible();
  expect(world.requests).toHaveLength(1);
  expect(world.requests[0]).toMatchObject({
    notebook: { volume: 'Storage/kim/persistent', path: 'spectra-fit.ipynb' },
    parameters: { n_walkers: 128, label: ['B', 'C'], verbose: false },
    domain: 'small',
    image: 'science',
    startIn: 'notebookFolder',
    timeLimitSeconds: 7200
  });
  expect(world.requests[0]?.parameters).not.toHaveProperty('redshift');
  expect(world.requests[0]?.volumes).toContainEqual({
    volume: 'Temporary/kim/scratch',
    access: 'read'
  });
});

test('unsaved edits are saved first, and a notebook outside every volume is sent along', async ({
  page,
  world,
  openLab,
  openNotebook,
  putNotebook
}) => {
  const path = await putNotebook('draft.ipynb');
  await openLab();
  await openNotebook(path);
  await page.locator('.jp-NotebookPanel .cm-content').first().click();
  await page.keyboard.type('answer = 42 # ');
  await page.locator('[data-command="labcommons:submit-notebook"]:visible').click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByText('Your notebook has unsaved changes; they are saved first.')
  ).toBeVisible();
  await expect(dialog.getByText(/it is sent along/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save and submit' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('“draft” is submitted')).toBeVisible();
  expect(JSON.stringify(world.requests[0]?.notebook)).toContain('answer = 42');
  expect(world.requests[0]).toMatchObject({ startIn: 'workingFolder' });
  const saved = await page.request.get(`${world.hub.url}/api/contents/${path}`);
  expect(await saved.text()).toContain('answer = 42');
});

test('what the hub refuses is said where it belongs, and nothing typed is lost', async ({
  page,
  world,
  openLab,
  openNotebook,
  putNotebook
}) => {
  const path = await putNotebook('night.ipynb');
  await openLab();
  await openNotebook(path);
  // The palette closes when the notebook, still opening, takes the focus.
  const palette = page.locator('.lm-CommandPalette-input');
  const command = '[data-command="labcommons:submit-notebook"].lm-CommandPalette-item';
  await expect(async () => {
    if (!(await palette.isVisible())) {
      await page.keyboard.press('Control+Shift+C');
    }
    await palette.fill('submit as job', { timeout: 1000 });
    await page.locator(command).click({ timeout: 1000 });
  }).toPass();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(PROVOKE.badName);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('this name is taken by a schedule')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await dialog.getByLabel('Name').fill(PROVOKE.full);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('You already have 100 waiting jobs.')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue(PROVOKE.full);
  await dialog.getByLabel('Name').fill('night');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(world.requests.map(request => request.name)).toEqual(['night']);
});
