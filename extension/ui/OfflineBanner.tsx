import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IHubEvents } from '../tokens.js';
import { formatRoughDuration } from './amounts.js';
import { useNow, useSignal } from './use-signal.js';

/** Says that the hub is out of reach and when it is tried again; nothing while all is well. */
export function OfflineBanner(props: {
  events: IHubEvents;
  trans: TranslationBundle;
}): JSX.Element {
  const { events, trans } = props;
  useSignal(events.stateChanged);
  const { state } = events;
  const now = useNow(state.kind === 'offline' ? 1_000 : null);
  const isOffline = state.kind === 'offline';
  return (
    <div role="status" className="labcommons-Offline" data-shown={isOffline}>
      {isOffline && (
        <>
          <span>
            {state.signedOut
              ? trans.__('You are signed out. Sign in again at the hub, then reload this page.')
              : trans.__(
                  'Hub not reachable, trying again in %1',
                  formatRoughDuration(Math.max(1, (state.retryAtMs - now.getTime()) / 1_000), trans)
                )}
          </span>
          <button className="labcommons-Link" onClick={() => events.retryNow()}>
            {trans.__('Try now')}
          </button>
        </>
      )}
    </div>
  );
}
