// `npm run soak`: runs at full length and size what `npm test` runs short. Needs what `npm test` has set up.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const args = ['--runInBand', '--testPathPatterns', '\\.soak\\.spec\\.ts$'];
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SOAK: '1' }
});
process.exit(status ?? 1);
