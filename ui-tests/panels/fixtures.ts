import { galata as lab, test as galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { FakeHub } from './fake-hub.js';
import { LabProxy, type PageFacts } from './lab-proxy.js';
import './patience.js';
import { World } from './world.js';

const OWN: PageFacts = { hubPrefix: '/hub/', hubUser: 'kim', hubServerUser: 'kim' };

interface Fixtures {
  facts: PageFacts;
  /** The JupyterLab behind the hub. */
  labUrl: string;
  hub: FakeHub;
  world: World;
  panel: Locator;
  openNotebook: (path: string) => Promise<void>;
  /** Opens JupyterLab, after the test has arranged its world. */
  openLab: () => Promise<void>;
  /** Puts a notebook into the folder that JupyterLab opens; answers with its path. */
  putNotebook: (path: string, cells?: readonly Cell[]) => Promise<string>;
}

interface Cell {
  readonly source: string;
  readonly tags?: readonly string[];
}

/** Tests in a plain JupyterLab, in a server of Kim's unless `facts` say otherwise. */
export const test = galata.extend<Fixtures>({
  autoGoto: false,
  // What opens by itself is the business of its own tests.
  mockSettings: { ...lab.DEFAULT_SETTINGS, 'labcommons:home': { openAtStart: false } },
  facts: [OWN, { option: true }],
  labUrl: ['', { option: true }],
  hub: async ({ labUrl, facts }, use) => {
    const hub = await FakeHub.start(new LabProxy(labUrl, facts));
    await use(hub);
    await hub.stop();
  },
  baseURL: async ({ hub }, use) => {
    await use(hub.url);
  },
  world: async ({ hub }, use) => {
    await use(new World(hub));
  },
  // Galata's own gives a busy machine fifteen seconds.
  waitForApplication: async ({}, use) => {
    await use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
      await page.locator('.jp-Launcher').first().waitFor({ timeout: 30_000 });
    });
  },
  openNotebook: async ({ page }, use) => {
    await use(async path => {
      await page.evaluate(
        async at =>
          void (await window.jupyterapp.commands.execute('docmanager:open', { path: at })),
        path
      );
      await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor({ timeout: 30_000 });
    });
  },
  openLab: async ({ page, tmpPath, world: _world }, use) => {
    await use(async () => {
      await page.goto(`tree/${tmpPath}?reset`);
    });
  },
  putNotebook: async ({ page, tmpPath }, use) => {
    await use(async (path, cells = [{ source: 'print(1)' }]) => {
      const content = {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {
          kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
          language_info: { name: 'python' }
        },
        cells: cells.map(({ source, tags }, at) => ({
          id: `cell-${at}`,
          cell_type: 'code',
          source,
          metadata: tags ? { tags } : {},
          outputs: [],
          execution_count: null
        }))
      };
      const whole = `${tmpPath}/${path}`;
      await page.contents.uploadContent(JSON.stringify(content), 'text', whole);
      return whole;
    });
  },
  panel: async ({ page }, use) => {
    await use(page.locator('.labcommons-JobsPanel'));
  }
});

export { expect } from '@playwright/test';
