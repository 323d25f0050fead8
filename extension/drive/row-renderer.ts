import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon } from '@jupyterlab/ui-components';

import { formatAbsolute } from '../ui/moments.js';
import { openMenuOf } from '../ui/open-menu.js';
import { removalWords } from '../volumes/expiry-words.js';
import type { VolumeFileModel } from './contents-model.js';

/** What goes this soon says so in its row; anything else says when in its tip. */
const SHOWN_BEFORE_MS = 7 * 24 * 3600 * 1000;

const EXPIRES = 'labcommons-VolumeFiles-expires';

type Rest<Arguments extends unknown[]> = Arguments extends [unknown, unknown, ...infer R]
  ? R
  : never;

/** JupyterLab's rows of files, each with a button for the menu that a right click opens too. */
export class RowRenderer extends DirListing.Renderer {
  constructor(private readonly words: TranslationBundle) {
    super();
  }

  override createItemNode(
    ...columns: Parameters<DirListing.Renderer['createItemNode']>
  ): HTMLElement {
    const node = super.createItemNode(...columns);
    const button = document.createElement('button');
    button.className = 'labcommons-IconButton labcommons-VolumeFiles-more';
    button.tabIndex = -1;
    button.title = this.words.__('What can be done with it');
    button.setAttribute('aria-label', button.title);
    button.setAttribute('aria-haspopup', 'menu');
    ellipsesIcon.element({ container: button });
    button.addEventListener('click', event => {
      event.stopPropagation();
      openMenuOf(button);
    });
    button.addEventListener('dblclick', event => event.stopPropagation());
    node.append(button);
    return node;
  }

  override updateItemNode(
    node: HTMLElement,
    model: Contents.IModel,
    ...rest: Rest<Parameters<DirListing.Renderer['updateItemNode']>>
  ): void {
    super.updateItemNode(node, model, ...rest);
    const { expires_at: at } = model as Partial<VolumeFileModel>;
    const shown = node.querySelector(`.${EXPIRES}`);
    if (!at) return shown?.remove();
    const words = removalWords(at, new Date(), this.words);
    node.title += `\n${this.words.__('Removed: %1', formatAbsolute(new Date(at)))}`;
    if (Date.parse(at) > Date.now() + SHOWN_BEFORE_MS) return shown?.remove();
    const note = shown ?? document.createElement('span');
    note.className = EXPIRES;
    note.textContent = words;
    if (!shown) node.insertBefore(note, node.querySelector('.labcommons-VolumeFiles-more'));
  }
}
