import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import type { Resource } from '../sharing/types.js';
import type { Volume } from '../volumes/types.js';
import type { LinkAccess, LinkUsers, LinkVolumes } from './ports.js';
import { type Standing, standingOf } from './standing.js';
import type { LinkRow } from './types.js';

/** Who shared what, and whether that holds. */
export interface Looked extends Standing {
  /** Null when the account is disabled. */
  readonly owner: User | null;
  /** Null when it was deleted. */
  readonly volume: Volume | null;
}

const NOBODY: User = { id: '', name: '', displayName: '', admin: false };
const NOTHING: Resource = { kind: 'volume', id: '', ownerId: null };

/** Decides about links anew at each look: nothing of what a link depends on is kept with it. */
export class Standings {
  constructor(
    private readonly users: LinkUsers,
    private readonly volumes: Pick<LinkVolumes, 'byId'>,
    private readonly access: LinkAccess,
    private readonly isEnabled: boolean,
    private readonly clock: Clock
  ) {}

  /** Takes the same steps for a link of which nothing is left, so that the time does not tell. */
  of(link: LinkRow): Looked {
    const name = this.users.userById(link.ownerId)?.name ?? '';
    const owner = this.users.findActive(name);
    const volume = this.volumes.byId(link.volumeId);
    const resource = volume ? resourceOf(volume) : NOTHING;
    const mayShare = this.access.may(owner ?? NOBODY, 'grant', resource);
    const facts = {
      isEnabled: this.isEnabled,
      ownerIsActive: owner !== null,
      volumeExists: volume !== null,
      mayShare
    };
    return { owner, volume, ...standingOf(link, facts, this.clock()) };
  }
}

export function resourceOf({ id, owner }: Volume): Resource {
  return { kind: 'volume', id, ownerId: owner?.id ?? null };
}
