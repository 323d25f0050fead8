import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** Where pictures go. */
export const FOLDER = process.env['SCREENSHOTS_DIR'] ?? '../docs/screenshots';

export const LIGHT_AND_DARK = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;
export const ALL_THEMES = { ...LIGHT_AND_DARK, contrast: 'JupyterLab Dark High Contrast' } as const;

/** Pulls at the edge of the left side panel until it has this width. */
export async function widen(page: IJupyterLabPageFixture, width: number): Promise<void> {
  const handle = page.locator('#jp-main-split-panel > .lm-SplitPanel-handle:visible').first();
  const box = await handle.boundingBox();
  const panel = await page.locator('#jp-left-stack').boundingBox();
  if (!box || !panel) throw new Error('no side panel');
  await page.mouse.move(box.x + box.width / 2, 300);
  await page.mouse.down();
  await page.mouse.move(panel.x + width + box.width / 2, 300, { steps: 4 });
  await page.mouse.up();
}
