import { useEffect, useId, useRef } from 'react';

export interface Question {
  readonly title: string;
  /** What is lost, and what stays. */
  readonly text: string;
  /** A verb: `Delete`. */
  readonly verb: string;
  readonly act: () => void;
}

/** Asks before something is lost. The harmless answer has the focus; Escape is it too. */
export function ConfirmDialog({ question, close }: { question: Question; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="lc-Dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={close}
    >
      <h2 id={`${id}-title`}>{question.title}</h2>
      <p id={`${id}-text`}>{question.text}</p>
      <div className="lc-Actions lc-mod-end">
        <button
          type="button"
          className="lc-Button"
          autoFocus
          onClick={() => dialog.current?.close()}
        >
          Cancel
        </button>
        <button
          type="button"
          className="lc-Button lc-mod-danger"
          onClick={() => {
            question.act();
            dialog.current?.close();
          }}
        >
          {question.verb}
        </button>
      </div>
    </dialog>
  );
}
