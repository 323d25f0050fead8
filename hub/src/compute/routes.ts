import { listDomains, listImages } from '../../contract/compute.js';
import type { Api } from '../http/api.js';
import type { DomainService } from './domains.js';
import type { ImageService } from './images.js';

export function bindCompute(api: Api, domains: DomainService, images: ImageService): void {
  api.on(listDomains, ({ principal }) => ({ items: domains.list(principal.user) }));
  api.on(listImages, ({ query, principal }) => ({
    items: images.list(domains.imagesFor(principal.user, query.domain))
  }));
}
