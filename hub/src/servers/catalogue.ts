import type { Compute } from '../compute/compose.js';
import type { ServerCatalogue } from './ports.js';

/** Domains and images as far as servers are concerned. */
export function serverCatalogue({ domains, images, savedImages }: Compute): ServerCatalogue {
  return {
    domains: user => domains.list(user).filter(({ kinds }) => kinds.includes('interactive')),
    images: ids => [...images.list(ids), ...savedImages.documents(ids)]
  };
}
