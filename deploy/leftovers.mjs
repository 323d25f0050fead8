// Takes away what tests left on the engine when they were cut short.

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
