// Installs the packages of the lock file and builds hub and extension, each only when something changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { aptInstall, mayInstall } from './apt.mjs';
import { run, step } from './progress.mjs';
import { contentHash, readStamp, writeStamp } from './stamp.mjs';

const NPM_CI = ['ci', '--no-audit', '--no-fund', '--foreground-scripts'];

const NATIVE = "new (require('better-sqlite3'))(':memory:').close(); require('argon2')";

/** What is built, from what, and by which script of package.json. */
const BUILDS = [
  {
    title: 'Building the hub',
    script: 'build:hub',
    from: ['hub/contract', 'hub/src', 'hub/pages/src', 'hub/pages/style', 'hub/pages/index.html'],
    makes: ['hub/lib/src/config.js', 'hub/pages/dist'],
    stamp: 'hub/lib/.stamp'
  },
  {
    title: 'Building the JupyterLab extension',
    script: 'build:extension',
    from: [
      'hub/contract',
      'extension',
      'schema',
      'style',
      'package.json',
      'deploy/build-labextension.mjs'
    ],
    makes: ['labextension/package.json'],
    stamp: 'lib/.stamp'
  }
];

const BUILD_SETTINGS = [
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'hub/package.json',
  'hub/tsconfig.json',
  'hub/pages/vite.config.ts',
  'hub/pages/tsconfig.json'
];

/** True when node_modules holds what the lock file names, whoever installed it. */
export function isInstalled(directory) {
  let wanted;
  let found;
  try {
    wanted = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8')).packages;
    found = JSON.parse(readFileSync(join(directory, 'node_modules/.package-lock.json'), 'utf8'));
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([place, { version, link, optional, peer }]) => {
    if (!place.startsWith('node_modules/') || link) {
      return true;
    }
    const there = found.packages[place];
    return there ? there.version === version : Boolean(optional || peer);
  });
}

function nativeModulesLoad(root) {
  const { status } = spawnSync(process.execPath, ['-e', NATIVE], { cwd: join(root, 'hub') });
  return status === 0;
}

function canCompile() {
  return ['c++', 'make', 'python3'].every(
    program => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
  );
}

/** node-gyp fetches Node's headers from the network unless they are told to lie beside Node itself. */
function npmEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include/node/node_version.h'));
  return { ...process.env, ...(hasHeaders && { npm_config_nodedir: prefix }) };
}

/** `npm ci` in a directory; with a compiler, when a native module needs one and it may be installed. */
async function install(directory, report) {
  const options = {
    cwd: directory,
    env: npmEnvironment(),
    report,
    advice:
      'Is the npm registry reachable? A module that has to be compiled needs a C++ compiler, make and python3:\n' +
      '  apt-get install build-essential python3'
  };
  try {
    await run('npm', NPM_CI, options);
  } catch (error) {
    if (canCompile() || !mayInstall()) {
      throw error;
    }
    await aptInstall(['build-essential', 'python3'], report);
    await run('npm', NPM_CI, options);
  }
}

/** Installs the packages of the product, if they are not there or were made for another Node. */
export async function installPackages(root) {
  if (!isInstalled(root) || !nativeModulesLoad(root)) {
    await step('Installing packages', report => install(root, report));
  }
}

/** Installs packages of a folder with a lock file of its own. */
export async function installPackagesOf(title, directory) {
  if (!isInstalled(directory)) {
    await step(title, report => install(directory, report));
  }
}

/** Builds what changed since it was built last. */
export async function build(root) {
  for (const { title, script, from, makes, stamp } of BUILDS) {
    const hash = contentHash(root, [...from, ...BUILD_SETTINGS], process.version);
    const isThere = makes.every(file => existsSync(join(root, file)));
    if (isThere && readStamp(join(root, stamp)) === hash) {
      continue;
    }
    await step(title, report => run('npm', ['run', script], { cwd: root, report }));
    writeStamp(join(root, stamp), hash);
  }
}
