import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import React from 'react';

import type { RestartWatch } from './follow.js';
import { Progress, type HubPages } from './Progress.js';

/**
 * Lies over the whole page while its server is away. A modal dialog of the browser: nothing below it can be reached,
 * JupyterLab's own dialog on a server that does not answer among it.
 */
export function showRestart(options: {
  readonly watch: RestartWatch;
  readonly title: string;
  readonly pages: HubPages;
  readonly trans: TranslationBundle;
}): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'labcommons-Restart';
  dialog.setAttribute('aria-label', options.trans.__('Restart of the server'));
  // Escape would leave a page without a server.
  dialog.addEventListener('cancel', event => event.preventDefault());
  document.body.append(dialog);
  const body = ReactWidget.create(<Progress {...options} since={new Date()} />);
  Widget.attach(body, dialog);
  dialog.showModal();
}
