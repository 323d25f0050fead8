import { getMe } from '../../hub/contract/accounts.js';
import { getDatabase } from '../../hub/contract/databases.js';
import type { Privilege } from '../../hub/contract/grants.js';
import { getImage } from '../../hub/contract/images.js';
import { getJob } from '../../hub/contract/jobs.js';
import { getVolume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import { privilegesOf, type Level } from './levels.js';

/** Names a thing that is shared from JupyterLab; a volume or database by id or address. */
export interface ThingRef {
  readonly kind: 'volume' | 'database' | 'job' | 'image';
  readonly id: string;
}

/** The thing, as its dialog needs it. */
export interface SharedThing extends ThingRef {
  readonly name: string;
  /** Login name; null for what belongs to the site. */
  readonly owner: string | null;
  /** Of the user, `grant` among them when he may share it. */
  readonly privileges: readonly Privilege[];
}

/** Whether it is granted by levels: for reading or writing too, and to be shared on or not. */
export function hasLevels({ kind }: ThingRef): boolean {
  return kind === 'volume' || kind === 'database';
}

/** What whoever it is shared with gets: an image can be used, the results of a job read; of the rest the level says how much. */
export function privilegesFor(thing: ThingRef, level: Level): Privilege[] {
  if (hasLevels(thing)) return privilegesOf(level);
  return thing.kind === 'image' ? ['use'] : ['read'];
}

/** @throws HubError */
export async function readThing(client: HubClient, ref: ThingRef): Promise<SharedThing> {
  if (ref.kind === 'volume') {
    const volume = await client.call(getVolume, { params: { volume: ref.id } });
    const { id, owner, privileges } = volume;
    return { kind: 'volume', id, name: volume.title || volume.name, owner, privileges };
  }
  if (ref.kind === 'database') {
    const database = await client.call(getDatabase, { params: { database: ref.id } });
    const { id, name, owner, privileges } = database;
    return { kind: 'database', id, name, owner, privileges };
  }
  if (ref.kind === 'image') {
    const { id, title, owner } = await client.call(getImage, { params: { id: ref.id } });
    const me = await client.call(getMe);
    const isMine = owner?.name === me.name;
    return {
      kind: 'image',
      id,
      name: title,
      owner: owner?.name ?? null,
      privileges: isMine ? ['use', 'grant'] : ['use']
    };
  }
  const { id, name, owner, mine } = await client.call(getJob, { params: { id: ref.id } });
  return { kind: 'job', id, name, owner, privileges: mine ? ['read', 'grant'] : ['read'] };
}
