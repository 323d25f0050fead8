import { makeDataSet } from './fake-search.js';
import { makeVolume } from './fake-volumes.js';
import { expect, test } from './fixtures.js';
import { OWN, addThesis, panelOf } from './volumes-panel.js';
import { makeJob } from './world.js';

test('one field finds volumes at once, and files, data sets, jobs and groups as one types', async ({
  page,
  world,
  openLab
}) => {
  const { panel, find, volume, file } = panelOf(page);
  addThesis(world);
  world.volumes.push(makeVolume(21, 'Data/sdss', { title: 'SDSS spectra' }));
  world.files.put('Storage/kim/thesis/raw/spectra-fit.csv', 'wavelength,flux\n1,2\n');
  world.files.put('Storage/kim/thesis/raw/spectra', null);
  world.search.dataSets.push(makeDataSet(1, 'Spectra of galaxies'));
  world.add(makeJob(7, 'fit spectra', 'succeeded'));
  world.search.partial = ['Data/huge'];
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(volume(/^thesis/)).toBeVisible();
  const found = panel.getByRole('tree', { name: 'Found' });
  const hit = (name: RegExp) => found.getByRole('treeitem', { name });

  await find.fill('spectra');
  await expect(volume(/^thesis/)).toHaveCount(0);
  await expect(volume(/^SDSS spectra/)).toBeVisible();
  await expect(hit(/^Spectra of galaxies/)).toBeVisible();
  await expect(hit(/^fit spectra/)).toBeVisible();
  await expect(found.getByRole('treeitem', { name: 'Files and folders' })).toBeVisible();
  await expect(panel.getByText('Too large to be searched as a whole: Data/huge')).toBeVisible();
  expect(world.search.asked).toEqual(['spectra']);

  // By keyboard: down from the field through the volumes that are left into what was found.
  await find.press('ArrowDown');
  await expect(panel.getByRole('tree', { name: 'Volumes' })).toBeFocused();
  await found.focus();
  await page.keyboard.press('s');
  await page.keyboard.press('p');
  await page.keyboard.type('ectra-');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'spectra-fit.csv' })).toBeVisible();

  await hit(/^spectra, /).click();
  await expect(panel.getByText('The kernel cannot see this folder.')).toBeVisible();
  await expect(panel.locator('.jp-BreadCrumbs')).toContainText('spectra');

  await hit(/^fit spectra/).click();
  await expect(page.getByRole('tab', { name: /fit spectra/ })).toBeVisible();

  await find.fill('');
  await expect(found).toHaveCount(0);
  await expect(volume(/^thesis/)).toBeVisible();
  await find.fill('fit.csv');
  await expect(hit(/^spectra-fit\.csv/)).toBeVisible();
  await find.fill('');
  await volume(/^thesis/).click();
  await expect(file('raw')).toBeVisible();
});

test('a search that finds nothing, or fails, says so', async ({ page, world, openLab }) => {
  const { panel, find, volume } = panelOf(page);
  addThesis(world);
  for (let n = 1; n <= 12; n++) world.files.put(`Storage/kim/thesis/night-${n}.txt`, '');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(volume(/^thesis/)).toBeVisible();
  await find.fill('unheard-of');
  await expect(
    panel.getByText('Nothing found for “unheard-of” in what you may see.')
  ).toBeVisible();
  world.search.isBroken = true;
  await find.fill('night');
  await expect(panel.getByText('The search failed')).toBeVisible();
  world.search.isBroken = false;
  await panel.getByRole('button', { name: 'Try again' }).click();
  const found = panel.getByRole('tree', { name: 'Found' });
  await expect(found.getByRole('treeitem', { name: /^night-/ })).toHaveCount(8);
  await found.getByRole('treeitem', { name: 'Show more' }).click();
  await expect(found.getByRole('treeitem', { name: /^night-/ })).toHaveCount(12);
});

test('the README stands above the files, harmless, and is folded away for good', async ({
  page,
  hub,
  world,
  openLab
}) => {
  const { panel, volume, file } = panelOf(page);
  const foreign: string[] = [];
  await page.route(/^https?:\/\/(?!127\.0\.0\.1)/, route => {
    foreign.push(route.request().url());
    return route.abort();
  });
  world.volumes.push(
    makeVolume(22, 'Storage/kim/paper', {
      privileges: [...OWN],
      description: 'Where the paper is written'
    })
  );
  const dot = 'data:image/png;base64,iVBORw0KGgo=';
  world.files.put(
    'Storage/kim/paper/data/README.md',
    [
      '# Tables',
      'See [the first](tables/one.csv) and [elsewhere](https://example.org).',
      '![Spy](https://spy.example/pixel.png) ![Dot](' + dot + ') ![Beside](plot.png)',
      '![Below](tables/two.png) ![Missing](three.png)',
      '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">',
      '<p class="jp-Dialog" style="background: url(https://spy.example/a)">overlay</p>',
      'Many lines.\n\n'.repeat(60)
    ].join('\n\n')
  );
  world.files.put('Storage/kim/paper/data/plot.png', 'not really a picture');
  world.files.put('Storage/kim/paper/data/tables/two.png', 'nor this');
  world.files.put('Storage/kim/paper/data/tables/one.csv', 'a,b\n1,2\n');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^paper/).click();
  await expect(panel.getByRole('region', { name: 'About this volume' })).toContainText(
    'Where the paper is written'
  );
  await file('data').dblclick();
  const readme = panel.getByRole('region', { name: 'README.md' });
  await expect(readme.getByRole('heading', { name: 'Tables' })).toBeVisible();
  await expect(readme.getByRole('link', { name: 'Spy' })).toHaveAttribute('rel', /noopener/);
  for (const name of ['Beside', 'Below']) {
    await expect(readme.locator(`img[alt="${name}"]`)).toHaveAttribute('src', /^blob:/);
  }
  await expect(readme).toContainText('Missing');
  // However many pictures a text has, they come in one call.
  expect(hub.asked.filter(what => what === 'POST readFiles')).toHaveLength(1);
  await expect(readme.locator('.jp-Dialog, script, [style], [onerror]')).toHaveCount(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(foreign.filter(url => url.includes('spy'))).toEqual([]);

  // However long it is, the list below has its place.
  const list = panel.locator('.jp-DirListing-content');
  const heights = async () => [
    (await readme.boundingBox())?.height ?? 0,
    (await list.boundingBox())?.height ?? 0
  ];
  const [readmeHeight = 0, listHeight = 0] = await heights();
  expect(listHeight).toBeGreaterThan(60);
  expect(readmeHeight).toBeLessThan(400);
  await expect(file('tables')).toBeVisible();
  await readme.getByRole('button', { name: 'Skip to files' }).click();
  await expect(list.locator(':focus')).toHaveCount(1);

  await readme.getByRole('link', { name: 'the first' }).click();
  await expect(page.getByRole('tab', { name: 'one.csv' })).toBeVisible();

  await readme.getByRole('button', { name: /README\.md/ }).click();
  await expect(readme.getByRole('heading')).toHaveCount(0);
  await expect(readme).toContainText('Tables See');
  // The layout begins anew, the user's settings stay.
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^paper/).click();
  await file('data').dblclick();
  await expect(readme.getByRole('button', { name: /README\.md/ })).toHaveAttribute(
    'aria-expanded',
    'false'
  );
  await readme.getByRole('button', { name: /README\.md/ }).click();
  await expect(readme.getByRole('heading', { name: 'Tables' })).toBeVisible();
});

test('the catalogue of data sets: found by words and tags, opened, its folder shown, a file copied', async ({
  page,
  world,
  openLab
}) => {
  const { panel, volume } = panelOf(page);
  addThesis(world);
  world.volumes.push(makeVolume(23, 'Data/sdss', { title: 'SDSS' }));
  world.files.put('Data/sdss/start.ipynb', '{}');
  world.search.dataSets.push(
    makeDataSet(1, 'Galaxies', {
      catalogue: 'Surveys',
      tags: ['spectra', 'sky'],
      hasLogo: true,
      description: '# About\n\n<img src="https://spy.example/a.png" onerror="alert(1)">Everything.',
      resources: [
        { name: 'Start here', kind: 'notebook', description: 'How to begin', link: 'start.ipynb' },
        { name: 'Paper', kind: 'documentation', description: '', link: 'https://example.org/p' }
      ]
    }),
    makeDataSet(2, 'Stars', { catalogue: 'Surveys', tags: ['sky'] }),
    makeDataSet(3, 'Oceans', { tags: ['water'] })
  );
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await expect(volume(/^thesis/)).toBeVisible();
  await panel.getByRole('button', { name: 'Data sets' }).click();
  const tab = page.getByRole('tabpanel', { name: 'Data sets' });
  const cards = tab.getByRole('list', { name: 'Data sets' }).getByRole('listitem');
  await expect(cards).toHaveCount(3);
  await expect(cards.first().locator('img')).toHaveAttribute('src', /^blob:/);
  await tab.getByRole('button', { name: 'sky' }).first().click();
  await expect(cards).toHaveCount(2);
  await tab.locator('jp-search input').fill('gal');
  await expect(cards).toHaveCount(1);

  await cards.getByRole('button', { name: /^Galaxies/ }).click();
  const article = tab.getByRole('article', { name: 'Galaxies' });
  await expect(article.getByRole('heading', { name: 'About' })).toBeVisible();
  await expect(article.locator('.labcommons-RenderedText img')).toHaveCount(0);
  await expect(article.getByRole('link', { name: 'Paper' })).toHaveAttribute('target', '_blank');
  await article.getByRole('button', { name: 'Open folder' }).click();
  await expect(
    panel.locator('.jp-DirListing-item').filter({ hasText: 'start.ipynb' })
  ).toBeVisible();
  await article.getByRole('button', { name: 'Copy “Start here” to…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'thesis' }).click();
  await page.getByRole('button', { name: 'Copy here' }).click();
  await expect
    .poll(() => world.files.requests.at(-1)?.sources)
    .toEqual([{ volume: 'Data/sdss', path: 'start.ipynb' }]);
  await tab.getByRole('button', { name: 'All data sets' }).click();
  await tab.locator('jp-search input').fill('nothing like it');
  await expect(tab.getByText('No such data set')).toBeVisible();
  await tab.getByRole('button', { name: 'Show all' }).click();
  await expect(cards).toHaveCount(3);
});

test('a notebook is looked at without a kernel, and Markdown as it is to be read', async ({
  page,
  world,
  openLab
}) => {
  const { panel, find, volume, file } = panelOf(page);
  addThesis(world);
  const cell = { cell_type: 'markdown', id: 'a', metadata: {}, source: 'Only to be looked at' };
  const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  world.files.put('Storage/kim/thesis/plot.ipynb', JSON.stringify(notebook));
  world.files.put('Storage/kim/thesis/notes.md', '# Headline of the notes');
  await openLab();
  await page.sidebar.openTab('labcommons-volumes');
  await volume(/^thesis/).click();
  await file('plot.ipynb').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Preview', exact: true }).click();
  const cells = page.locator('.jp-NotebookPanel .jp-RenderedMarkdown');
  await expect(cells.getByText('Only to be looked at')).toBeVisible();
  await expect(page.locator('.jp-NotebookPanel-toolbar')).toContainText('No Kernel');
  await expect(page.getByRole('dialog').filter({ hasText: 'Kernel' })).toHaveCount(0);
  const sessions = (await (await page.request.get('api/sessions')).json()) as { path: string }[];
  expect(sessions.filter(({ path }) => path.includes('thesis/plot.ipynb'))).toEqual([]);

  await find.fill('notes');
  await panel
    .getByRole('tree', { name: 'Found' })
    .getByRole('treeitem', { name: /^notes\.md/ })
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Preview', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Headline of the notes' })).toBeVisible();
});
