import type { Domain } from '../../contract/compute.js';
import type { User } from '../accounts/types.js';
import type { DomainConfig } from '../config.js';
import { AppError } from '../errors.js';

/** The compute domains of the configuration. */
export class DomainService {
  /** @param runningJobs - how many jobs run in a domain now */
  constructor(
    private readonly domains: readonly DomainConfig[],
    private readonly runningJobs: (domainId: string) => number
  ) {}

  /** What the user may use, with its load. */
  list(_user: User): Domain[] {
    return this.domains.map(domain => ({
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
        idleSeconds: domain.idleSeconds
      },
      freeSlots: Math.max(0, domain.runningJobs - this.runningJobs(domain.id))
    }));
  }

  /** @throws AppError `not-found` */
  get(id: string): DomainConfig {
    const domain = this.domains.find(candidate => candidate.id === id);
    if (!domain) {
      throw new AppError('not-found', `There is no compute domain "${id}"`);
    }
    return domain;
  }

  /** Null when there is none. */
  titleOf(id: string): string | null {
    return this.domains.find(domain => domain.id === id)?.title ?? null;
  }

  /** Domains in which servers run, the first one by default. */
  forServers(): readonly DomainConfig[] {
    return this.domains.filter(({ kinds }) => kinds.includes('interactive'));
  }

  /** Domains in which jobs run, the first one by default. */
  forJobs(): readonly DomainConfig[] {
    return this.domains.filter(({ kinds }) => kinds.includes('batch'));
  }
}
