import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const SOURCES = join(REPOSITORY, 'hub/src/databases');
/** From where its packages are found. */
const BUILT = join(REPOSITORY, 'node_modules/.cache/labcommons-tests');

function digestOfSources(): string {
  const hash = createHash('sha256');
  const beside = ['statement.ts', '../identity.ts'];
  const inside = readdirSync(join(SOURCES, 'process')).sort();
  for (const name of [...beside, ...inside.map(file => join('process', file))]) {
    hash.update(readFileSync(join(SOURCES, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

let built: string | null = null;

/** The program of a query process, made once for all tests until its sources change. */
export function queryProgram(): string {
  if (built === null) {
    mkdirSync(BUILT, { recursive: true });
    built = join(BUILT, `query-${digestOfSources()}.mjs`);
    if (!existsSync(built)) {
      const mine = join(BUILT, `query-${process.pid}.mjs`);
      execFileSync(join(REPOSITORY, 'node_modules/.bin/esbuild'), [
        join(SOURCES, 'process/main.ts'),
        '--bundle',
        '--packages=external',
        '--platform=node',
        '--format=esm',
        '--log-level=error',
        `--outfile=${mine}`
      ]);
      renameSync(mine, built);
    }
  }
  return built;
}
