// `npm test`: sees to everything the tests need on this machine, runs them all, and ends with one line that counts.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ensureProgram } from './apt.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureImages } from './images.mjs';
import { removeLeftovers, unmountBelow } from './leftovers.mjs';
import { needNode } from './node-version.mjs';
import { build, installPackages, installPackagesOf } from './packages.mjs';
import { printFailure } from './progress.mjs';
import { ensureRegistry } from './registry.mjs';
import { SUITES, runSuite } from './suites.mjs';

const IMAGES = [
  'test-lab46',
  'test-lab42',
  'test-collaboration',
  'scipy-notebook',
  'r-notebook',
  'test-apps'
];

const root = resolve(import.meta.dirname, '..');
const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

/** The settings of a hub that runs on this machine are not for the tests. */
function withoutSettings(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('LABCOMMONS_'))
  );
}

// Short: names of unix sockets below it have to fit into 107 bytes.
const PREFIX = 'lct-';
const PID_FILE = 'pid';

async function clear(docker, directory) {
  const count = await removeLeftovers(docker, directory);
  if (count > 0) {
    console.log(`Removed ${count} containers that tests had left behind`);
  }
  unmountBelow(directory);
  rmSync(directory, { recursive: true, force: true });
}

/** The directories of runs that were cut short. */
function abandoned() {
  return readdirSync(tmpdir())
    .filter(name => name.startsWith(PREFIX))
    .map(name => join(tmpdir(), name))
    .filter(directory => {
      const file = join(directory, PID_FILE);
      return existsSync(file) && !existsSync(`/proc/${readFileSync(file, 'utf8')}`);
    });
}

async function runAll(docker, programs) {
  for (const directory of abandoned()) {
    await clear(docker, directory);
  }
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(directory, PID_FILE), String(process.pid));
  // The platform identity has to pass through it.
  chmodSync(directory, 0o755);
  const environment = {
    ...withoutSettings(process.env),
    ...programs,
    TMPDIR: directory
  };
  try {
    for (const suite of SUITES) {
      console.log(`\n━━ ${suite.name}\n`);
      const counts = await runSuite(root, suite, { directory, environment });
      console.log(
        `\n   ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
      );
      for (const kind of Object.keys(total)) {
        total[kind] += counts[kind];
      }
    }
  } finally {
    await clear(docker, directory);
  }
}

try {
  needNode();
  await installPackages(root);
  await build(root);
  await installPackagesOf('Installing the browser tests', join(root, 'ui-tests'));
  const { loadConfig } = await import('../hub/lib/src/config.js');
  const docker = await ensureEngine(loadConfig(withoutSettings(process.env)).config.engine.socket);
  await ensureImages(docker, root, IMAGES);
  await ensureProgram('/usr/bin/ssh', 'openssh-client');
  const programs = {
    REGISTRY_PATH: (await ensureRegistry(root)) ?? '',
    CHROMIUM_PATH: await ensureChromium()
  };
  await runAll(docker, programs);
} catch (error) {
  printFailure(error);
  total.failed += 1;
}
if (total.flaky > 0) {
  console.log(`\nFlaky: ${total.flaky} passed only at the second try`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
