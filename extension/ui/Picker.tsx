import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

import { SubjectIcon, type SubjectKind } from './SubjectIcon.js';

/** Something that can be picked; the key tells two of them apart. */
export interface PickerOption {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly kind: SubjectKind;
  /** Why it cannot be picked; null when it can. */
  readonly against: string | null;
}

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly chosen: readonly PickerOption[];
  readonly search: (text: string) => Promise<readonly PickerOption[]>;
  /** Takes the focus when it appears. */
  readonly isFirst?: boolean;
  readonly onChange: (chosen: readonly PickerOption[]) => void;
  readonly trans: TranslationBundle;
}

type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'options'; readonly text: string; readonly options: readonly PickerOption[] }
  | { readonly kind: 'failed' };

/** Several of many, found while typing: arrows and Enter pick, Backspace takes the last one back. */
export function Picker(props: PickerProps): JSX.Element {
  const { label, placeholder, chosen, search, onChange, isFirst, trans } = props;
  const id = useId();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found>({ kind: 'nothing' });
  const [active, setActive] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  const wanted = text.trim();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, [isFirst]);

  useEffect(() => {
    if (!wanted) return setFound({ kind: 'nothing' });
    let isCurrent = true;
    const timer = setTimeout(() => {
      search(wanted).then(
        options => {
          if (!isCurrent) return;
          setFound({ kind: 'options', text: wanted, options });
          setActive(0);
        },
        () => isCurrent && setFound({ kind: 'failed' })
      );
    }, 150);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [wanted, search]);

  const offered =
    found.kind === 'options'
      ? found.options.filter(({ key }) => !chosen.some(one => one.key === key))
      : [];
  const isOpen = hasFocus && wanted !== '' && found.kind !== 'nothing';

  const pick = (option: PickerOption | undefined) => {
    if (!option || option.against !== null) return;
    onChange([...chosen, option]);
    setText('');
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Backspace' && text === '') onChange(chosen.slice(0, -1));
    else if (!isOpen) return;
    else if (step) setActive((active + step + offered.length) % Math.max(1, offered.length));
    else if (event.key === 'Enter') pick(offered[active]);
    else if (event.key === 'Escape') setText('');
    else return;
    if (event.key !== 'Backspace') event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="labcommons-Picker">
      <div className="labcommons-Picker-box">
        {chosen.map(option => (
          <span key={option.key} className="labcommons-Picker-chip" title={option.detail}>
            <SubjectIcon kind={option.kind} />
            <span>{option.label}</span>
            <button
              aria-label={trans.__('Leave out %1', option.label)}
              onClick={() => onChange(chosen.filter(({ key }) => key !== option.key))}
            >
              <closeIcon.react tag="span" />
            </button>
          </span>
        ))}
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          {...(isOpen && offered.length > 0 && { 'aria-activedescendant': `${id}-${active}` })}
          placeholder={chosen.length === 0 ? placeholder : ''}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={event => setText(event.target.value)}
          onFocus={() => setHasFocus(true)}
          onBlur={() => setHasFocus(false)}
          onKeyDown={onKeyDown}
        />
      </div>
      {isOpen && (
        <div id={`${id}-list`} className="labcommons-Picker-list" role="listbox" aria-label={label}>
          {offered.map((option, at) => (
            <div
              key={option.key}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === active}
              aria-disabled={option.against !== null}
              onMouseMove={() => setActive(at)}
              onMouseDown={event => {
                event.preventDefault();
                pick(option);
              }}
            >
              <SubjectIcon kind={option.kind} />
              <span>{option.label}</span>
              <small>{option.against ?? option.detail}</small>
            </div>
          ))}
          {offered.length === 0 && (
            <p role="status">
              {found.kind === 'failed'
                ? trans.__('The hub could not be asked.')
                : trans.__('Nobody found for “%1”.', wanted)}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
