import type { TranslationBundle } from '@jupyterlab/translation';

import type { Image } from '../../../hub/contract/compute.js';

/** What people call an image, and who saved it if somebody did. */
export function imageTitle({ title, owner }: Image, trans: TranslationBundle): string {
  return owner ? trans.__('%1 (saved by %2)', title, owner.displayName || owner.name) : title;
}
