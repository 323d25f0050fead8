import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { openMenuOf } from './open-menu.js';

/** Opens the menu of the row in which it is. */
export function MoreButton(props: {
  /** Of what the row shows. */
  name: string;
  className: string;
  trans: TranslationBundle;
}): JSX.Element {
  const words = props.trans.__('What can be done with “%1”', props.name);
  return (
    <button
      className={`labcommons-IconButton ${props.className}`}
      tabIndex={-1}
      title={words}
      aria-label={words}
      aria-haspopup="menu"
      onClick={event => {
        event.stopPropagation();
        openMenuOf(event.currentTarget);
      }}
    >
      <ellipsesIcon.react tag="span" />
    </button>
  );
}
