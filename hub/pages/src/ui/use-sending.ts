import { useState } from 'react';

type Sending =
  { kind: 'idle' } | { kind: 'busy' } | { kind: 'done' } | { kind: 'failed'; message: string };

/** How it stands with sending a form, and how to send it: what the work rejects with is the failure. */
export function useSending() {
  const [state, setState] = useState<Sending>({ kind: 'idle' });
  const send = async (work: () => Promise<void>) => {
    setState({ kind: 'busy' });
    try {
      await work();
      setState({ kind: 'done' });
    } catch (error) {
      setState({ kind: 'failed', message: (error as Error).message });
    }
  };
  return [state, send] as const;
}
