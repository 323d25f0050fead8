import { useEffect, useId, useRef, useState, type FormEvent } from 'react';

import { Failure } from './Failure.js';
import { useSending } from './use-sending.js';

interface Props {
  readonly title: string;
  readonly label: string;
  readonly text?: string;
  readonly hint?: string;
  readonly most: number;
  /** A verb: `Rename`. */
  readonly verb: string;
  /** What it rejects with is shown, and the dialog stays. */
  readonly act: (text: string) => Promise<void>;
  readonly close: () => void;
}

/** Asks for one line of text. */
export function TextDialog({ title, label, text = '', hint, most, verb, act, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState(text);
  const [state, send] = useSending();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(async () => {
      await act(typed.trim());
      dialog.current?.close();
    });
  };

  return (
    <dialog ref={dialog} className="lc-Dialog" aria-labelledby={`${id}-title`} onClose={close}>
      <form className="lc-Form" onSubmit={submit}>
        <h2 id={`${id}-title`}>{title}</h2>
        <label htmlFor={`${id}-text`}>{label}</label>
        <input
          id={`${id}-text`}
          className="lc-Input"
          autoFocus
          autoComplete="off"
          maxLength={most}
          value={typed}
          aria-invalid={state.kind === 'failed'}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={event => setTyped(event.target.value)}
        />
        {hint && <small id={`${id}-hint`}>{hint}</small>}
        {state.kind === 'failed' && <Failure message={state.message} />}
        <div className="lc-Actions lc-mod-end">
          <button type="button" className="lc-Button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="submit"
            className="lc-Button lc-mod-primary"
            disabled={state.kind === 'busy'}
          >
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
