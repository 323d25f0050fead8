// `npm run check`: format, lint, types, and whether generated files are fresh. All of them, however many fail; with a word,
// those that have it in their names.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

const CHECKS = {
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
  'types of the extension': ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
  'types of the hub': ['node_modules/typescript/bin/tsc', '-p', 'hub/tsconfig.json', '--noEmit'],
  'types of the hub pages': ['node_modules/typescript/bin/tsc', '-p', 'hub/pages', '--noEmit'],
  'types of the tests': ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json'],
  'types of the browser tests': ['node_modules/typescript/bin/tsc', '-p', 'ui-tests'],
  'openapi.json is fresh': ['deploy/run-ts.mjs', 'deploy/openapi.ts', '--check'],
  'features have tests': ['deploy/features.mjs']
};

const [word = ''] = process.argv.slice(2);
const wanted = Object.entries(CHECKS).filter(([name]) => name.includes(word));
if (wanted.length === 0) {
  console.error(`There are ${Object.keys(CHECKS).join(', ')}`);
  process.exit(1);
}
const failed = wanted.filter(([name, args]) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return status !== 0;
});
process.exit(failed.length > 0 ? 1 : 0);
