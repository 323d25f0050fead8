import { useEffect, useId, useRef, useState, type FormEvent } from 'react';

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
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    try {
      await act(typed.trim());
      dialog.current?.close();
    } catch (error) {
      setFailure((error as Error).message);
      setSending(false);
    }
  };

  return (
    <dialog ref={dialog} className="lc-Dialog" aria-labelledby={`${id}-title`} onClose={close}>
      <form className="lc-Form" onSubmit={event => void send(event)}>
        <h2 id={`${id}-title`}>{title}</h2>
        <label htmlFor={`${id}-text`}>{label}</label>
        <input
          id={`${id}-text`}
          className="lc-Input"
          autoFocus
          autoComplete="off"
          maxLength={most}
          value={typed}
          aria-invalid={failure !== null}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={event => setTyped(event.target.value)}
        />
        {hint && <small id={`${id}-hint`}>{hint}</small>}
        {failure && (
          <p className="lc-Notice lc-mod-error" role="alert">
            {failure}
          </p>
        )}
        <div className="lc-Actions lc-mod-end">
          <button type="button" className="lc-Button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="lc-Button lc-mod-primary" disabled={isSending}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
