import { defineConfig } from '@playwright/test';

import { BROWSER } from '../browser';

export default defineConfig({
  testDir: __dirname,
  outputDir: '../test-results/e2e',
  // One hub with its containers at a time: two cores.
  workers: 1,
  fullyParallel: false,
  // What passes only at the second try is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 300_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: BROWSER
});
