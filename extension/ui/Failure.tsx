import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { HubError, problemText } from '../api/hub-error.js';

/** What went wrong, in words, with a way to try again. */
export function Failure(props: {
  title: string;
  error: unknown;
  trans: TranslationBundle;
  onRetry: () => void;
}): JSX.Element {
  const { title, error, trans, onRetry } = props;
  const requestId = error instanceof HubError ? error.requestId : null;
  return (
    <div className="labcommons-Notice" role="alert">
      <h3>{title}</h3>
      <p>{problemText(error, trans)}</p>
      {requestId && (
        <details>
          <summary>{trans.__('Details')}</summary>
          <p>{trans.__('Tell your administrator this number of the request: %1', requestId)}</p>
        </details>
      )}
      <button className="jp-mod-styled" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}
