import type { Domain } from '../../contract/compute.js';
import type { User } from '../accounts/types.js';
import type { DomainConfig } from '../../contract/compute-config.js';
import { AppError } from '../errors.js';
import type { ComputeAccess } from './access.js';

type Kind = DomainConfig['kinds'][number];

/** Images that users saved, as far as domains need to know them. */
export interface SavedForUse {
  /** Ready ones that are the user's own or were granted to him. */
  usableBy(user: User): readonly { readonly id: string; readonly basedOn: string }[];
}

/** The compute domains of the site. */
export class DomainService {
  /**
   * @param runningJobs - how many jobs run in a domain now
   * @param freeServers - how many servers could start in a domain now; null without a limit
   */
  constructor(
    private readonly catalogue: { readonly domains: readonly DomainConfig[] },
    private readonly access: ComputeAccess,
    private readonly runningJobs: (domainId: string) => number,
    private readonly saved: SavedForUse = { usableBy: () => [] },
    private readonly freeServers: (domainId: string) => number | null = () => null
  ) {}

  /** What the user may use, with its load. */
  list(user: User): Domain[] {
    return this.usable(user).map(domain => ({
      id: domain.id,
      title: domain.title,
      description: domain.description,
      kinds: domain.kinds,
      images: domain.images,
      limits: {
        memoryBytes: domain.memoryBytes,
        cores: domain.cores,
        jobTimeSeconds: domain.jobTimeSeconds,
        runningJobs: domain.runningJobs,
        runningServers: domain.runningServers,
        idleSeconds: domain.idleSeconds,
        lifeSeconds: domain.lifeSeconds,
        layerBytes: domain.layerBytes
      },
      freeSlots: Math.max(0, domain.runningJobs - this.runningJobs(domain.id)),
      freeServers: this.freeServers(domain.id)
    }));
  }

  /**
   * Ids of the images that the user may use.
   * @param domainId - in this domain; default: in any
   * @throws AppError `not-found`
   */
  imagesFor(user: User, domainId?: string): string[] {
    const domains = this.usable(user).filter(({ id }) => id === (domainId ?? id));
    if (domainId !== undefined && domains.length === 0) {
      throw new AppError('not-found', `There is no compute domain "${domainId}"`);
    }
    return domains.flatMap(({ images }) => images);
  }

  /** Null when there is none. */
  titleOf(id: string): string | null {
    return this.catalogue.domains.find(domain => domain.id === id)?.title ?? null;
  }

  /**
   * Domains in which servers run, the first one by default.
   * @param user - only what he may use, with the images that he may use
   */
  forServers(user?: User): readonly DomainConfig[] {
    return this.ofKind('interactive', user);
  }

  /** Domains in which jobs run, the first one by default. @param user - as for servers */
  forJobs(user?: User): readonly DomainConfig[] {
    return this.ofKind('batch', user);
  }

  private ofKind(kind: Kind, user: User | undefined): readonly DomainConfig[] {
    const domains = user ? this.usable(user) : this.catalogue.domains;
    return domains.filter(({ kinds }) => kinds.includes(kind));
  }

  /**
   * One without an image to use is of no use. A saved image can be used by who may use the one it was made from, wherever
   * that one can be: what is in it came from there.
   */
  private usable(user: User): DomainConfig[] {
    const saved = this.saved.usableBy(user);
    return this.catalogue.domains
      .filter(({ id }) => this.access.mayUse(user, 'domain', id))
      .map(domain => {
        const images = domain.images.filter(id => this.access.mayUse(user, 'image', id));
        const own = saved.filter(({ basedOn }) => images.includes(basedOn)).map(({ id }) => id);
        return { ...domain, images: [...images, ...own] };
      })
      .filter(({ images }) => images.length > 0);
  }
}
