// Bundles a TypeScript program of the repository and runs it: `node deploy/run-ts.mjs FILE [ARGUMENT …]`.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { build } from 'esbuild';

const [file, ...args] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '..');
const outfile = join(root, 'hub/lib/programs', `${basename(file).replace(/\.ts$/, '')}.mjs`);
await build({
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'error'
});
// A bundled database looks for its migrations beside the bundle.
cpSync(join(root, 'hub/src/sqlite/migrations'), join(dirname(outfile), 'migrations'), {
  recursive: true
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...args], {
  stdio: 'inherit'
});
process.exit(status ?? 1);
