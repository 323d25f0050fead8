import { listDomains, listImages } from '../../contract/compute.js';
import type { Api } from '../http/api.js';
import type { DomainService } from './domains.js';
import type { ImageService } from './images.js';

export function bindCompute(api: Api, domains: DomainService, images: ImageService): void {
  api.on(listDomains, ({ principal }) => ({ items: domains.list(principal.user) }));
  api.on(listImages, ({ query }) => ({
    items: images.list(query.domain === undefined ? undefined : domains.get(query.domain).images)
  }));
}
