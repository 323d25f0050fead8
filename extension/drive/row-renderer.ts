import { DirListing } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon } from '@jupyterlab/ui-components';

import { openMenuOf } from '../ui/open-menu.js';

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
}
