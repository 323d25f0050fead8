import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { WORKSPACE } from './mounts.js';

/**
 * Makes the directory that is mounted at `/home/idies`, so that `/home/idies/workspace`, where notebooks of SciServer
 * look for their volumes, is the workspace. It is the hub's own; users see it read-only.
 */
export function makeIdiesDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const link = join(directory, 'workspace');
  try {
    if (readlinkSync(link) === WORKSPACE) {
      return;
    }
  } catch {
    // Not there yet, or not a link.
  }
  rmSync(link, { recursive: true, force: true });
  symlinkSync(WORKSPACE, link);
}
