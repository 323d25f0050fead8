import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const SOURCE = join(REPOSITORY, 'hub/src/databases/process/main.ts');

let built: string | null = null;

/** The program of a query process, made when it is asked for first; away when this process ends. */
export function queryProgram(): string {
  if (built === null) {
    const parent = join(REPOSITORY, 'hub/lib');
    mkdirSync(parent, { recursive: true });
    const directory = mkdtempSync(join(parent, 'testing-'));
    // Also for the platform identity.
    chmodSync(directory, 0o755);
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    built = join(directory, 'query.mjs');
    execFileSync(join(REPOSITORY, 'node_modules/.bin/esbuild'), [
      SOURCE,
      '--bundle',
      '--packages=external',
      '--platform=node',
      '--format=esm',
      '--log-level=error',
      `--outfile=${built}`
    ]);
  }
  return built;
}
