// `npm run soak`: runs at full length and size what `npm test` runs short. Needs what `npm test` has set up.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

import { ensureCompose } from './compose.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureImages } from './images.mjs';
import { printFailure } from './progress.mjs';

const root = resolve(import.meta.dirname, '..');

const RUNS = [
  ['node_modules/jest/bin/jest.js', '--runInBand', '--testPathPatterns', '\\.soak\\.spec\\.ts$'],
  [
    'ui-tests/node_modules/@playwright/test/cli.js',
    ...['test', '-c', 'ui-tests/e2e/playwright.config.ts', 'matrix']
  ]
];

try {
  await ensureImages(await ensureEngine('/var/run/docker.sock'), root, ['node']);
  await ensureCompose();
} catch (error) {
  printFailure(error);
  process.exit(1);
}
const failed = RUNS.filter(args => {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SOAK: '1' }
  });
  return status !== 0;
});
process.exit(failed.length > 0 ? 1 : 0);
