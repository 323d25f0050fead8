// A Chromium for the browser tests.
import { existsSync } from 'node:fs';

import { aptInstall, mayInstall } from './apt.mjs';
import { SetupError, step } from './progress.mjs';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser'
].filter(Boolean);

/** Path of a Chromium, installed where that is possible. */
export async function ensureChromium() {
  const found = () => PLACES.find(path => existsSync(path));
  if (!found() && mayInstall()) {
    await step('Installing Chromium', report =>
      aptInstall(['chromium', 'fonts-dejavu-core'], report)
    );
  }
  const path = found();
  if (!path) {
    throw new SetupError('There is no Chromium for the browser tests.', {
      advice: 'Install it (apt-get install chromium) or name one in CHROMIUM_PATH.'
    });
  }
  return path;
}
