import type { Page } from '@playwright/test';

import { makeVolume } from './fake-volumes.js';
import type { World } from './world.js';

export const OWN = ['read', 'write', 'grant'] as const;

/** A volume of Kim's that this server has not mounted. */
export function addThesis(world: World): void {
  world.volumes.push(
    makeVolume(20, 'Storage/kim/thesis', {
      privileges: [...OWN],
      mountPath: 'Storage/kim/thesis',
      usage: { bytes: 3_100_000, files: 14 }
    })
  );
}

export function panelOf(page: Pick<Page, 'locator' | 'getByText'>) {
  const panel = page.locator('.labcommons-VolumesPanel');
  return {
    panel,
    tree: panel.getByRole('tree'),
    find: panel.locator('.labcommons-VolumesPanel-filter jp-search input'),
    volume: (name: RegExp) => panel.getByRole('treeitem', { name }),
    file: (name: string) =>
      panel.locator('.jp-DirListing-item').filter({ has: page.getByText(name, { exact: true }) }),
    tasks: panel.getByRole('list', { name: 'Tasks' }),
    uploads: panel.getByRole('list', { name: 'Uploads' })
  };
}
