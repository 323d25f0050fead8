import { AppConfig } from '../../../contract/compute-config.js';
import type { ServerRow } from '../types.js';
import { appKind } from './app.js';
import type { KindOfServer } from './kind.js';
import { LAB } from './lab.js';

interface KnownApps {
  appOf(imageId: string): AppConfig | null;
}

/** @param app - of the image; null for JupyterLab */
export function kindFor(app: AppConfig | null): KindOfServer {
  return app === null ? LAB : appKind(app);
}

/**
 * What a server runs: what its container was made for, whatever the settings say of its image by now, or, where it has
 * none, what the next one will be made for.
 */
export function kindOf(
  row: Pick<ServerRow, 'kind' | 'image' | 'container'>,
  images: KnownApps
): KindOfServer {
  const app = images.appOf(row.image);
  if (row.container === null) {
    return kindFor(app);
  }
  return row.kind === 'lab' ? LAB : appKind(app ?? AppConfig.parse({}));
}
