import { defineConfig } from '@playwright/test';

import { BROWSER } from './browser';

/** A JupyterLab per supported end of the range, each with the extension and nothing else of ours. */
const LABS = { newest: 18646, oldest: 18642 };

const lab = (version: string, port: number) => ({
  command: `node start-lab.mjs ${version} ${port}`,
  url: `http://127.0.0.1:${port}/api`,
  timeout: 60_000,
  reuseExistingServer: !process.env.CI,
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 }
});

export default defineConfig<{ labUrl: string }>({
  testDir: './panels',
  outputDir: './test-results/panels',
  workers: 2,
  fullyParallel: true,
  // What passes only at the second try is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: BROWSER,
  projects: [
    {
      name: 'newest',
      testIgnore: ['**/oldest.spec.ts', '**/*screenshots.spec.ts'],
      use: { labUrl: `http://127.0.0.1:${LABS.newest}` }
    },
    {
      name: 'oldest',
      testMatch: '**/oldest.spec.ts',
      use: { labUrl: `http://127.0.0.1:${LABS.oldest}` }
    },
    // Takes the pictures of the documentation: `SCREENSHOTS=1 npx playwright test --project pictures`.
    ...(process.env.SCREENSHOTS
      ? [
          {
            name: 'pictures',
            testMatch: '**/*screenshots.spec.ts',
            use: { labUrl: `http://127.0.0.1:${LABS.newest}` }
          }
        ]
      : [])
  ],
  webServer: [lab('46', LABS.newest), lab('42', LABS.oldest)]
});
