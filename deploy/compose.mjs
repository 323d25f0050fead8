// A Docker Compose for the test of deploy/compose.yaml.
import { spawnSync } from 'node:child_process';

import { aptInstall, mayInstall } from './apt.mjs';
import { SetupError, step } from './progress.mjs';

const runs = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Sees to it that there is one: the plugin of the engine's client, or the program that came before it. */
export async function ensureCompose() {
  const isThere = () => runs('docker', 'compose', 'version') || runs('docker-compose', 'version');
  if (!isThere() && mayInstall()) {
    await step('Installing Docker Compose', report => aptInstall(['docker-compose'], report));
  }
  if (!isThere()) {
    throw new SetupError('There is no Docker Compose for the tests.', {
      advice: 'Install it: https://docs.docker.com/compose/install/'
    });
  }
}
