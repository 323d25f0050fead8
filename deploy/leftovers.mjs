// Takes away what tests left on the engine and in the table of mounts when they were cut short.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const MARK = 'labcommons.hub';

async function list(docker, kind) {
  const filters = encodeURIComponent(JSON.stringify({ label: [MARK] }));
  const { body } = await docker.call('GET', `/${kind}?all=1&filters=${filters}`);
  return JSON.parse(body);
}

/**
 * Removes the networks and containers of hubs whose data is below `directory`, where all tests keep theirs, and containers
 * that mount something from there. Those of other hubs stay.
 * @returns how many containers
 */
export async function removeLeftovers(docker, directory) {
  const isBelow = path => path?.startsWith(`${directory}/`);
  const networks = (await list(docker, 'networks')).filter(({ Labels }) =>
    isBelow(Labels['labcommons.directory'])
  );
  const hubs = new Set(networks.map(({ Labels }) => Labels[MARK]));
  const containers = (await list(docker, 'containers/json')).filter(
    ({ Labels, Mounts }) => hubs.has(Labels[MARK]) || Mounts.some(({ Source }) => isBelow(Source))
  );
  for (const { Id } of containers) {
    await docker.call('DELETE', `/containers/${Id}?force=1&v=1`, { allow: [404, 409] });
  }
  for (const { Id } of networks) {
    await docker.call('DELETE', `/networks/${Id}`, { allow: [403, 404, 409] });
  }
  return containers.length;
}

/** Takes away what is mounted below a directory, so that removing it removes nothing else: deepest first. */
export function unmountBelow(directory) {
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(point => point.startsWith(`${directory}/`))
    .reverse()
    .forEach(point => spawnSync('umount', ['-l', point], { stdio: 'ignore' }));
}
