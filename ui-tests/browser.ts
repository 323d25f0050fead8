import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

/** The browser of all tests: the system's own Chromium, quiet towards the outside. */
export const BROWSER = {
  viewport: { width: 1280, height: 800 },
  actionTimeout: 20_000,
  trace: 'retain-on-failure',
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  }
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;
