import { useState, type FormEvent, type ReactNode } from 'react';

interface Props {
  readonly verb: string;
  /** What it rejects with is shown, and the form stays. */
  readonly send: (form: FormData) => Promise<void>;
  readonly cancel: () => void;
  readonly children: ReactNode;
}

/** A form that stays with what was typed until the hub has taken it. */
export function ItemForm({ verb, send, cancel, children }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await send(new FormData(event.currentTarget));
    } catch (error) {
      setFailure((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <form className="lc-ItemForm" onSubmit={event => void submit(event)}>
      {children}
      {failure && (
        <p className="lc-Notice lc-mod-error" role="alert">
          {failure}
        </p>
      )}
      <div className="lc-Actions lc-mod-tight">
        <button type="submit" className="lc-Button lc-mod-primary" disabled={isBusy}>
          {verb}
        </button>
        <button type="button" className="lc-Button" onClick={cancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
