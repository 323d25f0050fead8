import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly act: () => void;
  /** Why it cannot be chosen now; null when it can. */
  readonly against?: string | null;
}

interface Props {
  /** What the button is called for those who hear the page. */
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** What can be done beside the buttons of a row: arrows move, Enter chooses, Escape and a click elsewhere close. */
export function Menu({ label, items }: Props) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = () => [
    ...(place.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])
  ];

  useEffect(() => {
    if (!isOpen) {
      return undefined;
    }
    entries()[0]?.focus();
    const onDown = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onDown);
    return () => document.removeEventListener('pointerdown', onDown);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      all[(to + all.length) % all.length]?.focus();
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Tab') {
      setOpen(false);
      return;
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <span className="lc-Menu" ref={place}>
      <button
        ref={button}
        type="button"
        className="lc-Button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <span className="lc-Menu-list" role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {items.map(item => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={Boolean(item.against)}
              title={item.against ?? undefined}
              onClick={() => {
                if (!item.against) {
                  close();
                  item.act();
                }
              }}
            >
              {item.label}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
