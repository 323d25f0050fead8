import { listImages } from '../../hub/contract/compute.js';
import { listDatabases } from '../../hub/contract/databases.js';
import { listGrants, resourceText } from '../../hub/contract/grants.js';
import { listJobs } from '../../hub/contract/jobs.js';
import { listVolumes } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import { formatClock, formatDay } from '../ui/moments.js';
import type { ThingRef } from './shared-thing.js';

/** How many of the newest jobs are offered; any other is shared from its own row. */
const JOBS_OFFERED = 100;

/** Something that the user may share. */
export interface Shareable extends ThingRef {
  /** Tells it from all others of its kind. */
  readonly name: string;
  /** Nobody gives more than he has. */
  readonly mayWrite: boolean;
}

/**
 * What the user may share and a group does not have yet: volumes, databases, images that he saved, and the results of his
 * newest jobs.
 * @param group - id
 * @throws HubError
 */
export async function readShareable(client: HubClient, group: string): Promise<Shareable[]> {
  const [volumes, databases, images, jobs, grants] = await Promise.all([
    readAll(wish => client.call(listVolumes, { query: wish })),
    readAll(wish => client.call(listDatabases, { query: wish })),
    client.call(listImages, { query: { mine: 'true' } }),
    client.call(listJobs, { query: { limit: JOBS_OFFERED } }),
    readAll(wish => client.call(listGrants, { query: { group, ...wish } }))
  ]);
  const leveled = (kind: 'volume' | 'database', items: typeof volumes | typeof databases) =>
    items
      .filter(({ privileges }) => privileges.includes('grant'))
      .map(({ id, address, privileges }) => {
        return { kind, id, name: address, mayWrite: privileges.includes('write') };
      });
  const all: Shareable[] = [
    ...leveled('volume', volumes),
    ...leveled('database', databases),
    ...images.items
      .filter(({ saved }) => saved?.state === 'ready')
      .map(({ id, title }) => ({ kind: 'image' as const, id, name: title, mayWrite: false })),
    ...jobs.items.map(({ id, name, createdAt }) => {
      const when = new Date(createdAt);
      const moment = `${formatDay(when, new Date())}, ${formatClock(when)}`;
      return { kind: 'job' as const, id, name: `${name} · ${moment}`, mayWrite: false };
    })
  ];
  const shared = new Set(grants.map(({ resource }) => resourceText(resource)));
  return all.filter(thing => !shared.has(resourceText(thing)));
}
