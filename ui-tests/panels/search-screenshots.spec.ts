import { makeDataSet } from './fake-search.js';
import { expect, test } from './fixtures.js';
import { FOLDER, LIGHT_AND_DARK, widen } from './pictures.js';
import { fillVolumes } from './sample-volumes.js';
import { panelOf } from './volumes-panel.js';
import { makeJob, type World } from './world.js';

const README = `# Figures of the thesis

Each notebook makes the figure of its name. Start with [plot.ipynb](plot.ipynb); the tables come from
[the survey](https://example.org/survey).

| Figure | Notebook | State |
| ------ | -------- | ----- |
| 1      | \`plot\`   | done  |
| 2      | \`fit\`    | draft |

The distance is $d = v / H_0$ with $H_0 = 70$ km/s/Mpc.

${'More is to be said of each of them. '.repeat(30)}`;

function fillCatalogue(world: World): void {
  world.search.dataSets.push(
    makeDataSet(1, 'SDSS spectra, data release 19', {
      catalogue: 'Sky surveys',
      summary: 'Optical spectra of 5.8 million galaxies, quasars and stars with their redshifts.',
      tags: ['spectra', 'galaxies', 'redshift'],
      volumeTitle: 'SDSS',
      description:
        '## What it holds\n\nOne file per spectrum, and a **summary table** with redshifts and classes.\n\n- wavelengths from 360 to 1040 nm\n- resolution about 2000\n\nCite the paper of the release when you use it.',
      resources: [
        {
          name: 'First steps',
          kind: 'notebook',
          description: 'Read and plot a spectrum',
          link: 'start.ipynb'
        },
        { name: 'Summary table', kind: 'table', description: 'FITS, 4.1 GB', link: 'summary.fits' },
        {
          name: 'Paper of the release',
          kind: 'documentation',
          description: '',
          link: 'https://example.org/p'
        }
      ]
    }),
    makeDataSet(2, 'Isotropic turbulence at 1024³', {
      catalogue: 'Turbulence',
      summary: 'Velocity and pressure of a forced simulation over five large-eddy times.',
      tags: ['simulation', 'fluid'],
      volumeTitle: 'Turbulence'
    }),
    makeDataSet(3, 'Light curves of bright stars', {
      catalogue: 'Sky surveys',
      summary: 'Two years of photometry at two-minute cadence.',
      tags: ['photometry', 'stars'],
      volumeTitle: 'Photometry'
    }),
    makeDataSet(4, 'Sea surface temperature 1981–2026', {
      summary: 'Daily, a quarter of a degree, gaps filled.',
      tags: ['oceans', 'climate'],
      volumeTitle: 'Ocean'
    })
  );
}

for (const [theme, title] of Object.entries(LIGHT_AND_DARK)) {
  test(`pictures of finding in ${theme}`, async ({ page, world, openLab }) => {
    const shoot = (name: string) =>
      page.screenshot({ path: `${FOLDER}/panel-${name}-${theme}.png`, animations: 'disabled' });
    const { panel, find, volume } = panelOf(page);
    fillVolumes(world);
    world.files.put('Storage/kim/thesis/README.md', README);
    world.files.put('Storage/kim/thesis/raw/spectra-of-night-12.fits', 'x');
    world.add(makeJob(7, 'fit spectra', 'succeeded'));
    await openLab();
    await page.theme.setTheme(title);
    await page.sidebar.openTab('labcommons-volumes');
    await expect(volume(/^thesis/)).toBeVisible();
    await panel.getByRole('button', { name: 'Data sets' }).click();
    const tab = page.getByRole('tabpanel', { name: 'Data sets' });
    await expect(tab.getByText('No data sets yet')).toBeVisible();
    await shoot('data-sets-empty');
    fillCatalogue(world);
    await tab.locator('jp-search input').fill(' ');
    await expect(tab.getByText('Light curves of bright stars')).toBeVisible();
    await widen(page, 300);
    await shoot('data-sets');
    await tab.getByRole('button', { name: /^SDSS spectra/ }).click();
    await expect(tab.getByRole('heading', { name: 'What it holds' })).toBeVisible();
    await shoot('data-set');
    await volume(/^thesis/).click();
    await expect(panel.getByRole('heading', { name: 'Figures of the thesis' })).toBeVisible();
    await shoot('readme');
    await widen(page, 240);
    await shoot('readme-240px');
    await panel.getByRole('button', { name: /^README\.md/ }).click();
    await shoot('readme-folded-240px');
    await find.fill('spectra');
    await expect(panel.getByRole('tree', { name: 'Found' })).toBeVisible();
    await shoot('search-240px');
    await widen(page, 420);
    await shoot('search');
    await find.fill('unheard-of');
    await expect(panel.getByText('Nothing found')).toBeVisible();
    await shoot('search-nothing');
    world.search.isBroken = true;
    await find.fill('spectra');
    await expect(panel.getByText('The search failed')).toBeVisible();
    await shoot('search-failed');
  });
}
