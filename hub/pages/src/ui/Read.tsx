import type { ReactElement } from 'react';

import type { Reading } from './use-read.js';

interface Props<T> {
  readonly state: Reading<T>;
  readonly again: () => Promise<void>;
  readonly children: (value: T) => ReactElement;
}

/** A skeleton, a failure with a way on, or what was read. */
export function Read<T>({ state, again, children }: Props<T>) {
  switch (state.kind) {
    case 'loading':
      return <div className="lc-Skeleton" aria-busy="true" aria-label="Loading" />;
    case 'failed':
      return (
        <p className="lc-Notice lc-mod-error" role="alert">
          {state.message}{' '}
          <button type="button" className="lc-Button" onClick={() => void again()}>
            Try again
          </button>
        </p>
      );
    case 'ready':
      return children(state.value);
  }
}
