import type { ReactNode } from 'react';

import { Failure } from './Failure.js';
import type { Reading } from './use-read.js';

interface Props<T> {
  readonly state: Reading<T>;
  readonly again: () => Promise<void>;
  readonly children: (value: T) => ReactNode;
}

/** A skeleton, a failure with a way on, or what was read. */
export function Read<T>({ state, again, children }: Props<T>) {
  switch (state.kind) {
    case 'loading':
      return <div className="lc-Skeleton" aria-busy="true" aria-label="Loading" />;
    case 'failed':
      return <Failure message={state.message} again={() => void again()} />;
    case 'ready':
      return children(state.value);
  }
}
