import { useCallback, useEffect, useState } from 'react';

import { editProfile, getProfile } from '../../../contract/accounts.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';

type State =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string }
  | { kind: 'ready' | 'saving'; findable: boolean };

/** Whether others find the user when they type a part of his name. */
export function VisibilitySection({ api, userName }: { api: HubApi; userName: string }) {
  const [state, setState] = useState<State>({ kind: 'loading' });

  const settle = useCallback(
    (answer: Promise<{ findable: boolean }>) =>
      answer
        .then(({ findable }) => setState({ kind: 'ready', findable }))
        .catch((error: Error) => setState({ kind: 'failed', message: error.message })),
    []
  );
  useEffect(() => void settle(api.call(getProfile)), [api, settle]);

  const save = (findable: boolean) => {
    setState({ kind: 'saving', findable });
    void settle(api.call(editProfile, { body: { findable } }));
  };

  return (
    <section aria-labelledby="visibility">
      <h2 id="visibility">Visibility</h2>
      {state.kind === 'loading' && <div className="lc-Skeleton" aria-busy="true" />}
      {state.kind === 'failed' && (
        <Failure message={state.message} again={() => void settle(api.call(getProfile))} />
      )}
      {(state.kind === 'ready' || state.kind === 'saving') && (
        <>
          <label>
            <input
              type="checkbox"
              checked={state.findable}
              disabled={state.kind === 'saving'}
              aria-describedby="visibility-rule"
              onChange={event => save(event.target.checked)}
            />{' '}
            Others find me when they type a part of my name
          </label>
          <p id="visibility-rule" className="lc-Muted">
            Otherwise they invite you and share with you by your exact name, {userName}, only.
          </p>
        </>
      )}
    </section>
  );
}
