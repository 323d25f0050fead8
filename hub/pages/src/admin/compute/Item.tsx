import type { ReactNode } from 'react';

interface Props {
  readonly item: {
    readonly id: string;
    readonly title: string;
    readonly description: string;
    readonly public: boolean;
    readonly registeredBy: 'settings' | 'administrator';
  };
  /** What it is made of, in short pieces. */
  readonly facts: readonly string[];
  readonly state?: ReactNode;
  /** What is going on with it, or went wrong. */
  readonly message?: string | null;
  readonly actions?: ReactNode;
  readonly change: () => void;
  readonly remove: () => void;
}

/** An image or a compute domain in its list. */
export function Item({ item, facts, state, message, actions, change, remove }: Props) {
  const { id, title, description } = item;
  const isOfSettings = item.registeredBy === 'settings';
  return (
    <li className="lc-Row" aria-label={title}>
      {state}
      <span className="lc-Row-main">
        <span className="lc-Row-title" title={title}>
          {title}
        </span>
        {description && <span className="lc-Muted">{description}</span>}
        <span className="lc-Row-facts">
          {[id, ...facts, item.public ? 'for everyone' : 'for those it is granted to'].map(fact => (
            <span key={fact}>{fact}</span>
          ))}
          {isOfSettings && (
            <span title="It is changed in the settings file">from the settings</span>
          )}
        </span>
        {message && <span className="lc-Muted">{message}</span>}
      </span>
      <span className="lc-Row-actions">
        {actions}
        {!isOfSettings && (
          <>
            <button
              type="button"
              className="lc-Button"
              aria-label={`Change ${title}`}
              onClick={change}
            >
              Change…
            </button>
            <button
              type="button"
              className="lc-Button"
              aria-label={`Remove ${title}`}
              onClick={remove}
            >
              Remove…
            </button>
          </>
        )}
      </span>
    </li>
  );
}
