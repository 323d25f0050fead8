import { listDomains, listImages, type Domain, type Image } from '../../hub/contract/compute.js';
import type { VolumeFile } from '../../hub/contract/common.js';
import { getQueue, type Queue } from '../../hub/contract/jobs.js';
import type { Server } from '../../hub/contract/servers.js';
import { listVolumes, type Volume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import type { Parameter } from './parameters.js';

/** The notebook that is about to be submitted. */
export interface NotebookFacts {
  readonly labPath: string;
  /** File name without its folder. */
  readonly name: string;
  /** Where it is on a volume; null when its content has to be sent along. */
  readonly source: VolumeFile | null;
  readonly isDirty: boolean;
  readonly parameters: readonly Parameter[];
  /** Whether there is a parameters cell at all. */
  readonly hasParametersCell: boolean;
}

/** What the hub offers to run it on. */
export interface Offer {
  readonly user: string;
  readonly domains: readonly Domain[];
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly queue: Queue | null;
  readonly server: Server | null;
}

/**
 * Asks the hub for everything that can be chosen.
 * @throws HubError
 */
export async function readOffer(
  client: HubClient,
  user: string,
  server: Promise<Server | null>
): Promise<Offer> {
  const [domains, images, volumes, queue, present] = await Promise.all([
    client.call(listDomains),
    client.call(listImages),
    client.call(listVolumes, { query: { limit: 200 } }),
    // How full it is helps to choose, but nobody has to know it to submit.
    client.call(getQueue).catch(() => null),
    server
  ]);
  return {
    user,
    domains: domains.items.filter(domain => domain.kinds.includes('batch')),
    images: images.items,
    volumes: volumes.items,
    queue,
    server: present
  };
}
