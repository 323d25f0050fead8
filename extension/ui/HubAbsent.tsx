import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { HubConnection } from '../api/connection.js';

/** What a panel shows where there is no hub that it could ask. */
export function HubAbsent(props: {
  connection: Exclude<HubConnection, { kind: 'own' }>;
  trans: TranslationBundle;
}): JSX.Element {
  const { connection, trans } = props;
  return (
    <div className="labcommons-Notice" role="note">
      {connection.kind === 'visitor' ? (
        <>
          <h3>{trans.__("You are visiting %1's server", connection.owner)}</h3>
          <p>
            {trans.__(
              'Your own jobs, volumes and groups are in your own server: open it from the home page of the hub. What you do here is done in the name of %1.',
              connection.owner
            )}
          </p>
        </>
      ) : (
        <>
          <h3>{trans.__('Not connected to a hub')}</h3>
          <p>
            {trans.__(
              'Jobs, volumes and groups live at a LabCommons hub. Sign in at the hub of your institution and open JupyterLab from there: this panel then connects by itself.'
            )}
          </p>
        </>
      )}
    </div>
  );
}
