import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LocalFiles } from '../files-worker/local-files.js';
import type { VolumeFiles } from '../files/ports.js';

/** Real files for tests: the worker's own code in this process, and a directory that goes with `remove`. */
export interface TemporaryFiles {
  readonly files: VolumeFiles;
  readonly directory: string;
  remove(): void;
}

export function temporaryFiles(): TemporaryFiles {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-files-')));
  return {
    files: new LocalFiles(),
    directory,
    // Trees of the tests may be deeper than rmSync can follow.
    remove: () => void execFileSync('rm', ['-rf', directory])
  };
}
