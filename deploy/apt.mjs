// Installing Debian packages, where we may: as root on Debian or Ubuntu.
import { existsSync } from 'node:fs';

import { run, step } from './progress.mjs';

export function mayInstall() {
  return process.getuid() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages that are not there. @throws SetupError with what apt-get said */
export async function aptInstall(packages, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const advice = `Try it by hand: apt-get update && apt-get install ${packages.join(' ')}`;
  await run('apt-get', ['update'], { env, report, advice });
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...install], { env, report, advice });
}

/** Installs the package of a program that is not there, where we may; whatever needs it does without otherwise. */
export async function ensureProgram(path, name) {
  if (!existsSync(path) && mayInstall()) {
    await step(`Installing ${name}`, report => aptInstall([name], report));
  }
}
