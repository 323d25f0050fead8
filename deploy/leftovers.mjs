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
 * Removes containers that mount something below `directory`, where all tests keep their data, and the networks of the
 * hubs they belonged to. Those of other hubs stay.
 */
export async function removeLeftovers(docker, directory) {
  const containers = (await list(docker, 'containers/json')).filter(({ Mounts }) =>
    Mounts.some(({ Source }) => Source?.startsWith(`${directory}/`))
  );
  const hubs = new Set(containers.map(({ Labels }) => Labels[MARK]));
  for (const { Id } of containers) {
    await docker.call('DELETE', `/containers/${Id}?force=1&v=1`, { allow: [404, 409] });
  }
  const networks = hubs.size > 0 ? await list(docker, 'networks') : [];
  for (const { Id } of networks.filter(network => hubs.has(network.Labels[MARK]))) {
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
