import type { FormEvent, ReactNode } from 'react';

import { Failure } from '../../ui/Failure.js';
import { useSending } from '../../ui/use-sending.js';
import { Line, Tick } from './fields.js';

interface Props {
  /** What it is in a word: `image`. */
  readonly noun: string;
  /** Null for a new one. */
  readonly item: { readonly title: string; readonly public: boolean } | null;
  readonly example: { readonly id: string; readonly title: string };
  /** What it rejects with is shown, and the form stays. */
  readonly send: (form: FormData) => Promise<void>;
  readonly cancel: () => void;
  readonly children: ReactNode;
}

/** A form that stays with what was typed until the hub has taken it. */
export function ItemForm({ noun, item, example, send, cancel, children }: Props) {
  const [state, sending] = useSending();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void sending(() => send(form));
  };
  return (
    <form className="lc-ItemForm" onSubmit={submit}>
      <div className="lc-NewKey lc-mod-even">
        {!item && (
          <Line
            name="id"
            label="Short name"
            required
            most={40}
            pattern="[a-z0-9][a-z0-9\-]*"
            placeholder={example.id}
            hint="Lower-case letters, digits, hyphens; stays the same"
          />
        )}
        <Line name="title" label="Title" required value={item?.title} placeholder={example.title} />
      </div>
      {children}
      <Tick name="public" checked={item?.public ?? true}>
        Everyone may use it
      </Tick>
      {state.kind === 'failed' && <Failure message={state.message} />}
      <div className="lc-Actions lc-mod-tight">
        <button type="submit" className="lc-Button lc-mod-primary" disabled={state.kind === 'busy'}>
          {item ? 'Save changes' : `Register ${noun}`}
        </button>
        <button type="button" className="lc-Button" onClick={cancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
