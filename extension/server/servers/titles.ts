import type { TranslationBundle } from '@jupyterlab/translation';

import type { Image } from '../../../hub/contract/compute.js';
import { getServerOptions } from '../../../hub/contract/server-options.js';
import type { Server } from '../../../hub/contract/servers.js';
import type { HubClient } from '../../api/hub-client.js';

/** What people call an image, and who saved it if somebody did. */
export function imageTitle({ title, owner }: Image, trans: TranslationBundle): string {
  return owner ? trans.__('%1 (saved by %2)', title, owner.displayName || owner.name) : title;
}

/** What people call the domain and the image of a server. */
export interface SetupTitles {
  readonly domain: string;
  readonly image: string;
}

/** Where the hub does not tell, or does not offer them any more, their ids have to do. */
export async function titlesOf(
  { domain, image }: Server,
  client: HubClient,
  trans: TranslationBundle
): Promise<SetupTitles> {
  const options = await client.call(getServerOptions).catch(() => null);
  const known = options?.images.find(({ id }) => id === image);
  return {
    domain: options?.domains.find(({ id }) => id === domain)?.title ?? domain,
    image: known ? imageTitle(known, trans) : image
  };
}
