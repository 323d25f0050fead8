import type { User } from '../accounts/types.js';
import type { Config } from '../config.js';
import { grantPublic, type PublicGrants } from '../sharing/publicity.js';
import type { ComputeAccess } from './access.js';
import { DomainService } from './domains.js';
import { ImageService } from './images.js';
import type { SavedGrants } from './saved/ports.js';
import { SavedImages, type SavedImagesParts } from './saved/service.js';
import { SavedImageStore } from './saved/store.js';
import { ComputeCatalogue } from './site/catalogue.js';
import { SiteDomains } from './site/domains.js';
import { SiteImages } from './site/images.js';
import { Registry, type SiteGrants } from './site/registry.js';
import { RegisteredStore } from './site/store.js';
import { ImageStore } from './store.js';

export interface ComputeNeeds extends Omit<
  SavedImagesParts,
  'store' | 'images' | 'grants' | 'limits'
> {
  readonly config: Pick<Config, 'images' | 'domains' | 'savedImages'>;
  readonly grants: PublicGrants & SavedGrants & SiteGrants;
  /** How many jobs run in a domain now. */
  readonly runningJobs: (domainId: string) => number;
  /** How many servers could start in a domain now; null without a limit. */
  readonly freeServers?: (domainId: string) => number | null;
  /** In words, what lives in a domain: `a server of kim`. */
  readonly livingIn: (domainId: string) => readonly string[];
}

/** The services of this domain, made for each other. */
export interface Compute {
  readonly images: ImageService;
  readonly domains: DomainService;
  readonly savedImages: SavedImages;
  readonly siteImages: SiteImages;
  readonly siteDomains: SiteDomains;
}

export function composeCompute(needs: ComputeNeeds): Compute {
  const { config, database, engine, grants, clock } = needs;
  const store = new SavedImageStore(database);
  const catalogue = new ComputeCatalogue(config, new RegisteredStore(database));
  const images = new ImageService(
    catalogue,
    new ImageStore(database),
    engine,
    clock,
    store,
    needs.room
  );
  const savedImages = new SavedImages({ ...needs, store, images, limits: config.savedImages });
  const access: ComputeAccess = {
    mayUse: (user: User, kind, id) => grants.may(user, 'use', { kind, id, ownerId: null })
  };
  grantPublic('image', config.images, database, grants);
  grantPublic('domain', config.domains, database, grants);
  const domains = new DomainService(
    catalogue,
    access,
    needs.runningJobs,
    savedImages,
    needs.freeServers
  );
  const registry = new Registry({ ...needs, catalogue });
  const siteImages = new SiteImages({
    catalogue,
    registry,
    images,
    usesOf: id => [
      ...needs.uses.usesOf({ id, ownerId: '' }),
      ...store.basedOn(id).map(({ title }) => `the saved environment ${title}`)
    ]
  });
  const siteDomains = new SiteDomains({ catalogue, registry, livingIn: needs.livingIn });
  return { images, domains, savedImages, siteImages, siteDomains };
}
