import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Failure } from './Failure.js';
import { Skeleton } from './Skeleton.js';

/** What stands in the place of something that is being read, or could not be; nothing once it is there. */
export function Unread(props: {
  state: { readonly kind: string; readonly error?: unknown };
  loading: string;
  failed: string;
  trans: TranslationBundle;
  onRetry: () => void;
}): JSX.Element | null {
  const { state, loading, failed, trans, onRetry } = props;
  if (state.kind === 'loading') return <Skeleton label={loading} />;
  if (state.kind !== 'failed') return null;
  return <Failure title={failed} error={state.error} trans={trans} onRetry={onRetry} />;
}
