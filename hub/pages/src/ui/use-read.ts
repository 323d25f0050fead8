import { useCallback, useEffect, useState } from 'react';

export type Reading<T> =
  { kind: 'loading' } | { kind: 'failed'; message: string } | { kind: 'ready'; value: T };

/**
 * What a call answered, and how to ask again; what was read stays while it is asked.
 * @param ask - must be the same function as long as the question is the same
 */
export function useRead<T>(ask: () => Promise<T>): [Reading<T>, () => Promise<void>] {
  const [state, setState] = useState<Reading<T>>({ kind: 'loading' });
  const read = useCallback(
    () =>
      ask()
        .then(value => setState({ kind: 'ready', value }))
        .catch((error: Error) => setState({ kind: 'failed', message: error.message })),
    [ask]
  );
  useEffect(() => {
    setState({ kind: 'loading' });
    void read();
  }, [read]);
  return [state, read];
}
