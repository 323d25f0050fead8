import type { ServerOptions } from '../../contract/server-options.js';
import type { ServerLimit, ServerSetup, ServerVolumes } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Setup } from '../mounts/types.js';
import type { DomainConfig } from '../../contract/compute-config.js';
import type { LastChoices } from './last-choices.js';
import { domainFor, type ServerCatalogue, type ServerDomains, type ServerMounts } from './ports.js';
import type { ServerRow } from './types.js';

/** What a server's container is made in and of. */
export interface Choice {
  readonly domain: string;
  readonly image: string;
}

/** Whether the two need different containers. */
export function isOther(a: Choice, b: Choice): boolean {
  return a.domain !== b.domain || a.image !== b.image;
}

/** What a server starts with. */
export interface StartChoice extends Choice {
  /** In words, what of its settings cannot be had any more; null: it gets everything. */
  readonly without: string | null;
}

/** What a user asks for; what is left out stays, or is the default. */
export interface SetupWish {
  readonly domain?: string | undefined;
  readonly image?: string | undefined;
  readonly volumes?: ServerVolumes | undefined;
}

/** Decides what servers may be made of, each time by what their owners may use at that moment. */
export class ServerSetups {
  constructor(
    private readonly domains: ServerDomains,
    private readonly catalogue: ServerCatalogue,
    private readonly mounts: Pick<ServerMounts, 'setups' | 'possible'>,
    private readonly last: LastChoices
  ) {}

  /**
   * Domain and image that were asked for. With only one of them the other stays if the two go together.
   * @param present - of the server; null for a new one
   * @throws AppError `not-found` also for what the user may not use
   */
  choose(user: User, wish: SetupWish, present: Choice | null): Choice {
    const usable = this.domains.forServers(user);
    const { image } = wish;
    if (wish.domain !== undefined) {
      const domain = usable.find(({ id }) => id === wish.domain);
      if (!domain) {
        throw new AppError(
          'not-found',
          'There is no such domain for servers, or you may not use it'
        );
      }
      return inDomain(domain, image ?? null, present);
    }
    if (image === undefined) {
      return present ?? inDomain(domainFor(this.domains, null, user), null, null);
    }
    const domains = usable.filter(({ images }) => images.includes(image));
    const domain = domains.find(({ id }) => id === present?.domain) ?? domains[0];
    if (!domain) {
      throw new AppError('not-found', 'There is no such image for servers, or you may not use it');
    }
    return { domain: domain.id, image };
  }

  /** Volumes that were asked for. @throws AppError `not-found`, `not-allowed`, `conflict`, `invalid-request` */
  volumes(user: User, wanted: ServerVolumes | undefined): Setup {
    return this.mounts.setups.resolve(user, wanted);
  }

  /**
   * What a server starts with: what it is set to, as far as that is there and its owner may use it, else the defaults.
   * @param row - null for a new server
   * @throws AppError `not-found` when no servers run here at all
   */
  forStart(owner: User, row: ServerRow | null): StartChoice {
    const wanted = row && {
      domain: row.pendingDomain ?? row.domain,
      image: row.pendingImage ?? row.image
    };
    const domain = domainFor(this.domains, wanted?.domain ?? null, owner);
    const hasImage = wanted !== null && domain.images.includes(wanted.image);
    const image = hasImage ? wanted.image : (domain.images[0] as string);
    const lost = row ? this.mounts.setups.lost(owner, row.id) : [];
    const parts = [
      wanted && wanted.domain !== domain.id ? 'its domain' : null,
      wanted && !hasImage ? 'its image' : null,
      ...lost
    ].filter(part => part !== null);
    return {
      domain: domain.id,
      image,
      without:
        parts.length > 0 ? `You may no longer use ${inWords(parts)}: it starts without` : null
    };
  }

  /** Everything that a user can choose, with what he chose last. */
  options(user: User, limit: ServerLimit): ServerOptions {
    const domains = this.catalogue.domains(user);
    return {
      domains,
      images: this.catalogue.images([...new Set(domains.flatMap(({ images }) => images))]),
      volumes: this.mounts.setups.usable(user),
      last: this.lastOf(user),
      liveVolumes: this.mounts.possible,
      limit
    };
  }

  /** Remembers what a user chose, for the next time that he is asked. */
  remember(user: User, choice: Choice, volumes: Setup): void {
    this.last.note(user.id, choice, volumes);
  }

  private lastOf(user: User): ServerSetup | null {
    const last = this.last.of(user.id);
    if (!last || this.domains.forServers(user).length === 0) {
      return null;
    }
    const domain = domainFor(this.domains, last.domain, user);
    return {
      ...inDomain(domain, null, last),
      volumes: this.mounts.setups.describe(user, last.volumes)
    };
  }
}

/** @throws AppError `not-found` when the image that was asked for is none of the domain's */
function inDomain(domain: DomainConfig, wanted: string | null, present: Choice | null): Choice {
  if (wanted !== null && !domain.images.includes(wanted)) {
    throw new AppError(
      'not-found',
      `There is no such image in ${domain.title}, or you may not use it`
    );
  }
  const stays = present && domain.images.includes(present.image) ? present.image : null;
  return { domain: domain.id, image: wanted ?? stays ?? (domain.images[0] as string) };
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
