import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Volume } from '../../../hub/contract/volumes.js';

/** Says that files can be opened and saved here while code cannot reach them, and what helps. */
export function UnseenNote(props: {
  volume: Volume | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { volume, trans } = props;
  return (
    <p className="labcommons-Unseen">
      <strong>{trans.__('The kernel cannot see this folder.')}</strong>{' '}
      {volume?.mountPath
        ? trans.__('Servers that are started from now on have it as %1.', volume.mountPath)
        : trans.__(
            'Its volume is not mounted in this server: open and save files here, run code elsewhere.'
          )}
    </p>
  );
}
