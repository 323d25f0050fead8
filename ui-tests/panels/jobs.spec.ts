import { expect, test } from './fixtures.js';
import { makeJob } from './world.js';

test('a job is followed from the queue to its verdict, and another one is cancelled', async ({
  page,
  world,
  openLab,
  panel
}) => {
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  await expect(panel.getByRole('heading', { name: 'No jobs yet' })).toBeVisible();
  const { id } = world.add(makeJob(1, 'spectra-fit', 'queued', { position: 2 }));
  await expect(panel.getByText('Place 2 in the queue')).toBeVisible();
  world.change(id, {
    state: 'running',
    startedAt: new Date().toISOString(),
    progress: { cell: 6, cells: 12, errors: 0 },
    result: { volume: 'Temporary/kim/jobs', path: 'a/b.ipynb' }
  });
  const row = panel.getByRole('treeitem', { name: /^spectra-fit/ });
  await expect(row.getByText('Cell 7 of 12')).toBeVisible();

  await row.dblclick();
  const page_ = page.locator('.labcommons-JobPage');
  await expect(page_.getByRole('status').getByText(/Cell 7 of 12, running for/)).toBeVisible();
  await page_.getByRole('tab', { name: 'Output' }).click();
  world.print(id, 'first line\n');
  await expect(page_.getByText('first line')).toBeVisible();
  world.print(id, 'second line\n');
  await expect(page_.getByText('second line')).toBeVisible();

  world.change(id, {
    state: 'failed',
    reason: 'Failed in cell 4: ValueError: no',
    endedAt: new Date().toISOString()
  });
  await expect(row.getByText('Failed in cell 4: ValueError: no')).toBeVisible();
  await expect(
    page_.getByRole('status').getByText(/Failed in cell 4: ValueError: no · ran/)
  ).toBeVisible();
  await expect(page.getByText('“spectra-fit”: Failed in cell 4')).toBeVisible();
  await expect(page_.getByRole('button', { name: 'Run again' })).toBeEnabled();

  const other = world.add(makeJob(2, 'sweep', 'running'));
  const second = panel.getByRole('treeitem', { name: /^sweep/ });
  await second.click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete job…' })).toBeDisabled();
  await page.getByRole('menuitem', { name: 'Cancel job' }).click();
  await expect(second.getByText('Cancelling…')).toBeVisible();
  world.change(other.id, {
    state: 'cancelled',
    cancelling: false,
    endedAt: new Date().toISOString()
  });
  await expect(second).toHaveAccessibleName('sweep, Cancelled');
});

test('jobs are worked on by keyboard alone', async ({ page, world, openLab, panel }) => {
  world.add(makeJob(1, 'alpha', 'succeeded'));
  world.add(makeJob(2, 'beta', 'succeeded'));
  await openLab();
  await page.evaluate(() => window.jupyterapp.commands.execute('labcommons:show-jobs'));
  const tree = panel.getByRole('tree');
  await expect(tree).toBeFocused();
  await page.keyboard.press('a');
  await expect(panel.getByRole('treeitem', { name: /^alpha/ })).toHaveAttribute(
    'aria-selected',
    'true'
  );
  await page.keyboard.press('F2');
  await page.getByRole('dialog').getByRole('textbox').fill('gamma');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('treeitem', { name: /^gamma/ })).toBeVisible();
  await expect(tree).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Run again' })).toBeVisible();
  await page.keyboard.press('Escape');
  await tree.focus();
  await page.keyboard.press('Delete');
  const question = page.getByRole('dialog');
  await expect(question.getByText('Delete “gamma”?')).toBeVisible();
  await expect(question.getByRole('button', { name: 'Keep job' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('treeitem', { name: /^gamma/ })).toHaveCount(0);
  // The dialog that was closed gives the focus back in its own time.
  await expect(async () => {
    await tree.focus();
    await page.keyboard.press('b');
    await expect(panel.getByRole('treeitem', { name: /^beta/ })).toHaveAttribute(
      'aria-selected',
      'true',
      { timeout: 500 }
    );
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(
    page.locator('.labcommons-JobPage').getByRole('heading', { name: 'beta' })
  ).toBeVisible();
});

test('the hub goes away and comes back', async ({ page, hub, world, openLab, panel }) => {
  const { id } = world.add(makeJob(1, 'patient', 'running'));
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  const row = panel.getByRole('treeitem', { name: /^patient/ });
  await expect(row).toBeVisible();
  hub.goDown();
  await expect(panel.getByText(/Hub not reachable, trying again in \d+ s/)).toBeVisible();
  await expect(row).toBeVisible();
  await row.click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Cancel job' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /Hub not reachable/ })).toBeVisible();
  // Long enough before it tries again by itself.
  await expect(panel.getByText(/trying again in ([5-9]|\d\d) s/)).toBeVisible();
  hub.comeBack();
  world.change(id, { name: 'patient and back' });
  await panel.getByRole('button', { name: 'Try now' }).click();
  await expect(panel.getByText('Hub not reachable', { exact: false })).toBeHidden();
  await expect(panel.getByRole('treeitem', { name: /^patient and back/ })).toBeVisible();
});

test('five hundred jobs in a narrow panel', async ({ page, world, openLab, panel }) => {
  for (let number = 1; number <= 500; number += 1) {
    world.jobs.set(
      `${number}`,
      makeJob(number, `night-${number}-of-the-great-survey`, 'succeeded', { age: 90_000 })
    );
  }
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  await page.sidebar.setWidth(240, 'left');
  const heading = panel.getByRole('treeitem', { name: /^Earlier/ });
  await expect(heading).toContainText('200+');
  await heading.click();
  await expect(panel.getByRole('treeitem').nth(3)).toBeVisible();
  expect(await panel.getByRole('treeitem').count()).toBeLessThan(80);
  const list = panel.getByRole('tree');
  expect(await list.evaluate(node => node.scrollWidth - node.clientWidth)).toBe(0);
  for (const seen of ['300', '500']) {
    await list.evaluate(node => node.scrollTo({ top: node.scrollHeight }));
    await expect(heading.or(panel.getByRole('treeitem').first())).toBeVisible();
    await expect
      .poll(() => list.evaluate(node => Math.round(node.scrollHeight / 28)))
      .toBeGreaterThan(Number(seen) - 1);
  }
  await panel.locator('jp-search input').fill('night-77-');
  await expect(panel.getByRole('treeitem', { name: /^night-77-/ })).toBeVisible();
  await expect(panel.getByRole('treeitem')).toHaveCount(2);
  await panel.locator('jp-search input').fill('nothing like this');
  await expect(panel.getByText('No job matches “nothing like this”.')).toBeVisible();
});

test('the result is opened for real, and the layout is there again after a reload', async ({
  page,
  world,
  openLab,
  putNotebook,
  panel
}) => {
  const path = await putNotebook('executed.ipynb', [{ source: 'print("the result")' }]);
  const folder = path.split('/')[0] ?? '';
  world.mountAt('Temporary/kim/results', folder);
  const file = { volume: 'Temporary/kim/results', path: 'executed.ipynb' };
  world.add(
    makeJob(1, 'fit', 'succeeded', {
      result: file,
      workingFolder: { volume: 'Temporary/kim/results', path: '' }
    })
  );
  await openLab();
  await page.sidebar.openTab('labcommons-jobs');
  await panel.getByRole('treeitem', { name: /^fit/ }).dblclick();
  const jobPage = page.locator('.labcommons-JobPage');
  await jobPage.getByRole('tab', { name: 'Files' }).click();
  await expect(jobPage.getByRole('button', { name: 'executed.ipynb' })).toBeVisible();
  await jobPage.getByRole('button', { name: 'Open result' }).click();
  await expect(page.locator('.jp-NotebookPanel').getByText('the result')).toBeVisible();
  // JupyterLab saves its layout a while after the last change.
  const saved = page.waitForResponse(
    response =>
      response.url().includes('/api/workspaces') &&
      (response.request().postData() ?? '').includes('labcommons-job-page') &&
      (response.request().postData() ?? '').includes('executed.ipynb')
  );
  await page.getByRole('tab', { name: /^fit/ }).click();
  await saved;
  // An option of galata that its types do not name.
  await page.reload({ waitForIsReady: false } as object);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /^fit/ }).click();
  await expect(
    page.locator('.labcommons-JobPage').getByRole('heading', { name: 'fit' })
  ).toBeVisible();
  await expect(panel.getByRole('treeitem', { name: /^fit/ })).toBeVisible();
});
