import { DomainConfig, type ImageConfig } from '../../../contract/compute-config.js';
import { NewImage } from '../../../contract/site-compute.js';
import type { RegisteredRow, RegisteredStore } from './store.js';

/** What the settings file says. */
export interface ComputeSettings {
  readonly images: readonly ImageConfig[];
  readonly domains: readonly DomainConfig[];
}

/** Something registered, as it was written down last. */
export interface Registered<T> {
  readonly config: T;
  readonly version: number;
  readonly createdAt: string;
}

interface Known extends ComputeSettings {
  readonly registeredImages: ReadonlyMap<string, Registered<NewImage>>;
  readonly registeredDomains: ReadonlyMap<string, Registered<DomainConfig>>;
}

/**
 * The images and compute domains that there are: those of the settings, then registered ones. What the settings call by
 * the same name hides what is registered.
 */
export class ComputeCatalogue implements ComputeSettings {
  private known: Known;

  constructor(
    private readonly settings: ComputeSettings,
    private readonly store: RegisteredStore
  ) {
    this.known = this.read();
  }

  get images(): readonly ImageConfig[] {
    return this.known.images;
  }

  /** With those of their images that there are; one without any is left out. */
  get domains(): readonly DomainConfig[] {
    return this.known.domains;
  }

  get registeredImages(): Known['registeredImages'] {
    return this.known.registeredImages;
  }

  get registeredDomains(): Known['registeredDomains'] {
    return this.known.registeredDomains;
  }

  isOfSettings(kind: 'image' | 'domain', id: string): boolean {
    const { images, domains } = this.settings;
    return (kind === 'image' ? images : domains).some(each => each.id === id);
  }

  /** To be called when what is registered has changed. */
  refresh(): void {
    this.known = this.read();
  }

  private read(): Known {
    const { settings, store } = this;
    const registeredImages = byId(settings.images, store.all('image'), NewImage);
    const registeredDomains = byId(settings.domains, store.all('domain'), DomainConfig);
    const offered = [...registeredImages.values()].map(({ config }) => config);
    const images = [...settings.images, ...offered.map(({ domains: _domains, ...image }) => image)];
    const ids = new Set(images.map(({ id }) => id));
    const domains = [
      ...settings.domains,
      ...[...registeredDomains.values()].map(({ config }) => config)
    ].map(domain => {
      const further = offered.filter(image => image.domains.includes(domain.id));
      const all = new Set([...domain.images, ...further.map(({ id }) => id)]);
      return { ...domain, images: [...all].filter(id => ids.has(id)) };
    });
    return {
      images,
      domains: domains.filter(domain => domain.images.length > 0),
      registeredImages,
      registeredDomains
    };
  }
}

function byId<T>(
  ofSettings: readonly { readonly id: string }[],
  rows: readonly RegisteredRow[],
  shape: { parse(document: unknown): T }
): Map<string, Registered<T>> {
  const hidden = new Set(ofSettings.map(({ id }) => id));
  return new Map(
    rows
      .filter(({ id }) => !hidden.has(id))
      .map(({ id, document, version, createdAt }) => [
        id,
        { config: shape.parse(JSON.parse(document)), version, createdAt }
      ])
  );
}
