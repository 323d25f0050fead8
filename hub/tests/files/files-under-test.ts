import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Place, VolumeFiles } from '../../src/files/ports.js';

/** An implementation with a directory for it, and one that it must leave alone. */
export interface FilesUnderTest {
  readonly files: VolumeFiles;
  readonly volume: string;
  readonly outside: string;
  /** `uid:gid` whom everything in the volume is to belong to, when the files are another process's. */
  readonly owner?: string;
}

/** Short words for a suite whose files are made anew for each test. */
export function waysInto(underTest: () => FilesUnderTest) {
  return {
    at: (path: string): Place => ({ directory: underTest().volume, path }),
    inVolume: (path: string): string => join(underTest().volume, path),
    names: async (path: string, limit = 1000): Promise<string[]> => {
      const { files, volume } = underTest();
      return (await files.list({ directory: volume, path }, { limit })).map(entry => entry.name);
    },
    /** To be called once a test has put directories there. */
    handOver: (): void => {
      const { owner, volume } = underTest();
      if (owner) {
        execFileSync('chown', ['-R', '-h', owner, volume]);
      }
    }
  };
}

/** Everything below a directory, to be compared. */
export function snapshot(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => [path, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'directory'])
  );
}
