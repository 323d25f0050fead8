// `npm run bench -- NAME`: runs bench/NAME.ts, which measures beside a peer and prints a table.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [name, ...args] = process.argv.slice(2);
const program = join(root, 'bench', `${name}.ts`);

if (!name || !/^[a-z-]+$/.test(name) || !existsSync(program)) {
  const names = readdirSync(join(root, 'bench'))
    .filter(file => file.endsWith('.ts'))
    .map(file => file.slice(0, -3));
  console.error(`npm run bench -- NAME, with one of ${names.join(', ')}`);
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [join(root, 'deploy/run-ts.mjs'), program, ...args],
  { cwd: root, stdio: 'inherit' }
);
process.exit(status ?? 1);
