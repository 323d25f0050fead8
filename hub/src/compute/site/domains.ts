import type { DomainConfig } from '../../../contract/compute-config.js';
import type { DomainChange, SiteDomain } from '../../../contract/site-compute.js';
import type { User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import type { ComputeCatalogue } from './catalogue.js';
import type { Registry } from './registry.js';

export interface SiteDomainsParts {
  readonly catalogue: ComputeCatalogue;
  readonly registry: Registry;
  /** In words, what lives in a domain: `a server of kim`, `3 unfinished jobs`. */
  readonly livingIn: (domainId: string) => readonly string[];
}

/** Compute domains of the site, for administrators: those of the settings are looked at, others are theirs to change. */
export class SiteDomains {
  constructor(private readonly parts: SiteDomainsParts) {}

  /** @throws AppError `not-allowed` */
  list(user: User): SiteDomain[] {
    const { registry, catalogue } = this.parts;
    registry.mustAdminister(user);
    const withoutImages = [...catalogue.registeredDomains.values()]
      .map(({ config }) => config)
      .filter(({ id }) => !catalogue.domains.some(domain => domain.id === id));
    return [...catalogue.domains, ...withoutImages].map(domain => this.shown(domain));
  }

  /** @throws AppError `not-allowed`, `not-found` for an unknown image, `already-exists` */
  register(by: User, wanted: DomainConfig): SiteDomain {
    const { registry, catalogue } = this.parts;
    registry.mustAdminister(by);
    if (catalogue.isOfSettings('domain', wanted.id) || catalogue.registeredDomains.has(wanted.id)) {
      throw new AppError('already-exists', `There is a compute domain “${wanted.id}” already`);
    }
    this.mustBeImages(wanted.images);
    registry.insert(by, 'domain', wanted);
    return this.byId(wanted.id);
  }

  /** @throws AppError `not-found`, `conflict` for one of the settings, `changed-meanwhile` */
  change(by: User, id: string, version: number | null, change: DomainChange): SiteDomain {
    const { registry, catalogue } = this.parts;
    const { config } = registry.find(by, 'domain', id, catalogue.registeredDomains, version);
    this.mustBeImages(change.images ?? []);
    const { public: isPublic, ...rest } = change;
    registry.update(by, 'domain', { ...config, ...rest }, isPublic);
    return this.byId(id);
  }

  /** @throws AppError as {@link change}; `conflict` also while something lives in it */
  remove(by: User, id: string, version: number | null): void {
    const { registry, catalogue, livingIn } = this.parts;
    const { config } = registry.find(by, 'domain', id, catalogue.registeredDomains, version);
    const living = livingIn(id);
    if (living.length > 0) {
      throw new AppError('conflict', `Something is still in it: ${living.join(', ')}`);
    }
    registry.delete(by, 'domain', config);
  }

  private mustBeImages(ids: readonly string[]): void {
    const unknown = ids.find(id => !this.parts.catalogue.images.some(image => image.id === id));
    if (unknown !== undefined) {
      throw new AppError('not-found', `There is no image “${unknown}”`);
    }
  }

  private byId(id: string): SiteDomain {
    const { domains, registeredDomains } = this.parts.catalogue;
    const domain =
      domains.find(each => each.id === id) ?? (registeredDomains.get(id)?.config as DomainConfig);
    return this.shown(domain);
  }

  private shown(domain: DomainConfig): SiteDomain {
    const { catalogue, registry } = this.parts;
    const registered = catalogue.registeredDomains.get(domain.id);
    return {
      ...domain,
      public: registry.isPublic('domain', domain.id),
      registeredBy: registered ? 'administrator' : 'settings',
      version: registered?.version ?? 0,
      createdAt: registered?.createdAt ?? null
    };
  }
}
