import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Mount } from '../../../hub/contract/servers.js';

/** Says that files can be opened and saved here while code cannot reach them, and what helps. */
export function UnseenNote(props: {
  /** What the server says of the volume; null when it does not have it. */
  mount: Mount | null;
  /** Mounts it, or offers the restart that it takes. */
  onMount: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { mount, onMount, trans } = props;
  const needsRestart = mount?.state === 'restartNeeded';
  return (
    <p className="labcommons-Unseen">
      <strong>{trans.__('The kernel cannot see this folder.')}</strong>{' '}
      {needsRestart ? (
        <>
          {`${trans.__('Restart needed')}: ${mount.reason ?? ''}.`}{' '}
          <button className="labcommons-Link" onClick={onMount}>
            {trans.__('Restart…')}
          </button>
        </>
      ) : (
        <>
          <button className="labcommons-Link" onClick={onMount}>
            {trans.__('Mount')}
          </button>{' '}
          {trans.__('its volume in this server.')}
        </>
      )}
    </p>
  );
}
