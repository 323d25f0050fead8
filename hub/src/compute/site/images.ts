import type { ImageConfig } from '../../../contract/compute-config.js';
import type {
  ImageChange,
  NewImage,
  Preparation,
  SiteImage
} from '../../../contract/site-compute.js';
import type { User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import type { ImageService } from '../images.js';
import type { ComputeCatalogue } from './catalogue.js';
import type { Registry } from './registry.js';

export interface SiteImagesParts {
  readonly catalogue: ComputeCatalogue;
  readonly registry: Registry;
  readonly images: Pick<ImageService, 'ensure' | 'resolve' | 'abilities' | 'forget'>;
  /** In words, what needs an image: `a server of kim`. */
  readonly usesOf: (imageId: string) => readonly string[];
}

const UNPREPARED: Preparation = {
  state: 'unprepared',
  message: 'It is got when somebody needs it',
  fraction: null
};

/** Images of the site, for administrators: those of the settings are looked at, others are theirs to change. */
export class SiteImages {
  private readonly preparations = new Map<string, Preparation>();

  constructor(private readonly parts: SiteImagesParts) {}

  /** @throws AppError `not-allowed` */
  list(user: User): SiteImage[] {
    this.parts.registry.mustAdminister(user);
    return this.parts.catalogue.images.map(image => this.shown(image));
  }

  /** @throws AppError `not-allowed`, `not-found` for an unknown domain, `already-exists` */
  register(by: User, wanted: NewImage): SiteImage {
    const { registry, catalogue } = this.parts;
    registry.mustAdminister(by);
    if (catalogue.images.some(({ id }) => id === wanted.id)) {
      throw new AppError('already-exists', `There is an image “${wanted.id}” already`);
    }
    this.mustBeDomains(wanted.domains);
    registry.insert(by, 'image', wanted);
    return this.prepare(by, wanted.id);
  }

  /** @throws AppError `not-found`, `conflict` for one of the settings, `changed-meanwhile` */
  change(by: User, id: string, version: number | null, change: ImageChange): SiteImage {
    const { registry, catalogue } = this.parts;
    const { config } = registry.find(by, 'image', id, catalogue.registeredImages, version);
    this.mustBeDomains(change.domains ?? []);
    const { app = config.app ?? null, public: isPublic, ...rest } = change;
    const { app: _former, ...former } = config;
    const next: NewImage = { ...former, ...rest, ...(app ? { app } : {}) };
    registry.update(by, 'image', next, isPublic);
    // A program is looked into in another way than what runs JupyterLab.
    const isOther = next.reference !== config.reference || !next.app !== !config.app;
    if (isOther) {
      this.parts.images.forget(id);
      this.preparations.delete(id);
    }
    return isOther ? this.prepare(by, id) : this.shown(this.configOf(id, by));
  }

  /** @throws AppError as {@link change}; `conflict` also while something needs it */
  remove(by: User, id: string, version: number | null): void {
    const { registry, catalogue, usesOf, images } = this.parts;
    const { config } = registry.find(by, 'image', id, catalogue.registeredImages, version);
    const inDomains = [...catalogue.registeredDomains.values()]
      .filter(({ config: domain }) => domain.images.includes(id))
      .map(({ config: domain }) => `the compute domain ${domain.title}`);
    const uses = [...inDomains, ...usesOf(id)];
    if (uses.length > 0) {
      throw new AppError('conflict', `It is still needed: ${uses.join(', ')}`);
    }
    registry.delete(by, 'image', config);
    images.forget(id);
    this.preparations.delete(id);
  }

  /** Begins to get an image onto the engine; how that goes is in its description. @throws AppError `not-found` */
  prepare(by: User, id: string): SiteImage {
    const image = this.configOf(id, by);
    const { state } = this.preparationOf(id);
    if (state === 'unprepared' || state === 'failed') {
      this.note(id, 'preparing', 'Looking for it on the engine', null);
      void this.parts.images
        .ensure(id, (message, fraction) => this.note(id, 'preparing', message, fraction))
        .then(() => this.preparations.delete(id))
        .catch((error: Error) => this.note(id, 'failed', error.message, null));
    }
    return this.shown(image);
  }

  private note(
    id: string,
    state: Preparation['state'],
    message: string,
    fraction: number | null
  ): void {
    this.preparations.set(id, { state, message, fraction });
  }

  private preparationOf(id: string): Preparation {
    const present = this.preparations.get(id);
    if (present) {
      return present;
    }
    const { digest, probe } = this.parts.images.resolve(id);
    return digest !== null && probe !== null
      ? { state: 'ready', message: null, fraction: null }
      : UNPREPARED;
  }

  /** @throws AppError `not-found` */
  private configOf(id: string, by: User): ImageConfig {
    const image = this.parts.catalogue.images.find(each => each.id === id);
    if (!image || !by.admin) {
      throw new AppError('not-found', `There is no image “${id}”`);
    }
    return image;
  }

  private mustBeDomains(ids: readonly string[]): void {
    const { domains, registeredDomains } = this.parts.catalogue;
    const unknown = ids.find(
      id => !registeredDomains.has(id) && !domains.some(domain => domain.id === id)
    );
    if (unknown !== undefined) {
      throw new AppError('not-found', `There is no compute domain “${unknown}”`);
    }
  }

  private shown({ app, ...image }: ImageConfig): SiteImage {
    const { catalogue, registry, images } = this.parts;
    const registered = catalogue.registeredImages.get(image.id);
    const { runsNotebooks, reason } = images.abilities(image.id);
    return {
      ...image,
      app: app ?? null,
      public: registry.isPublic('image', image.id),
      domains: catalogue.domains
        .filter(domain => domain.images.includes(image.id))
        .map(({ id }) => id),
      preparation: this.preparationOf(image.id),
      runsNotebooks,
      reason,
      registeredBy: registered ? 'administrator' : 'settings',
      version: registered?.version ?? 0,
      createdAt: registered?.createdAt ?? null
    };
  }
}
