import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { hubPackage } from '../installation.js';

/** The built script and style of the hub pages; paths are relative to the hub's path. */
export interface PageAssets {
  /** Directory with the files, whose names carry a hash of their content. */
  readonly directory: string;
  readonly script: string;
  readonly styles: readonly string[];
}

const Manifest = z.record(
  z.string(),
  z.looseObject({
    file: z.string(),
    isEntry: z.boolean().optional(),
    css: z.array(z.string()).optional()
  })
);

/**
 * Finds what `npm run build` made of `hub/pages`.
 * @throws Error when it was not built
 */
export function loadAssets(dist = join(hubPackage(), 'pages/dist')): PageAssets {
  const file = join(dist, '.vite/manifest.json');
  if (!existsSync(file)) {
    throw new Error(`The hub pages are not built (${file} is missing): run "npm run build"`);
  }
  const entries = Object.values(Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))));
  const entry = entries.find(candidate => candidate.isEntry);
  if (!entry) {
    throw new Error(`${file} names no entry`);
  }
  return { directory: join(dist, 'assets'), script: entry.file, styles: entry.css ?? [] };
}
