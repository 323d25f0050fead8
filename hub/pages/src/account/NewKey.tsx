import { useState, type FormEvent } from 'react';

import { Failure } from '../ui/Failure.js';

type State =
  | { kind: 'idle' }
  | { kind: 'busy' }
  | { kind: 'made'; token: string; copied: boolean }
  | { kind: 'failed'; message: string };

const LIVES: readonly (readonly [days: number | null, words: string])[] = [
  [7, 'a week'],
  [30, '30 days'],
  [365, 'a year'],
  [null, 'until revoked']
];

/** The form for a key; afterwards the key, this once. */
export function NewKey({ make }: { make: (note: string, days: number | null) => Promise<string> }) {
  const [state, setState] = useState<State>({ kind: 'idle' });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const form = new FormData(fields);
    setState({ kind: 'busy' });
    try {
      const days = Number(form.get('days')) || null;
      const token = await make(String(form.get('note')).trim(), days);
      fields.reset();
      setState({ kind: 'made', token, copied: false });
    } catch (error) {
      setState({ kind: 'failed', message: (error as Error).message });
    }
  };

  const copy = async (token: string) => {
    await navigator.clipboard.writeText(token);
    setState({ kind: 'made', token, copied: true });
  };

  return (
    <>
      <form className="lc-NewKey" onSubmit={event => void submit(event)}>
        <label>
          What is it for?
          <input
            name="note"
            className="lc-Input"
            required
            maxLength={200}
            placeholder="nightly pipeline"
          />
        </label>
        <label>
          Valid for
          <select name="days" className="lc-Input" defaultValue="30">
            {LIVES.map(([days, words]) => (
              <option key={words} value={days ?? ''}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="lc-Button lc-mod-primary" disabled={state.kind === 'busy'}>
          Make key
        </button>
      </form>
      {state.kind === 'failed' && <Failure message={state.message} />}
      {state.kind === 'made' && (
        <div className="lc-Notice" role="status">
          <p>Copy the key now: it is not shown again.</p>
          <code className="lc-Key">{state.token}</code>{' '}
          <button type="button" className="lc-Button" onClick={() => void copy(state.token)}>
            {state.copied ? 'Copied' : 'Copy'}
          </button>
        </div>
      )}
    </>
  );
}
