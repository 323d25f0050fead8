import React, { useId } from 'react';

/** What a control needs to belong to its label and its mistake. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FieldWords {
  readonly label: string;
  readonly hint?: string | null;
  readonly mistake?: string | undefined;
}

/** One labelled line of the dialog, with what is wrong right below the control. */
export function Field(
  props: FieldWords & { children: (control: ControlProps) => React.ReactNode }
): JSX.Element {
  const { label, hint, mistake, children } = props;
  const id = useId();
  const said = mistake ?? hint;
  return (
    <div className="labcommons-Field">
      <label htmlFor={id}>{label}</label>
      <div className="labcommons-Field-control">
        {children({
          id,
          'aria-invalid': mistake !== undefined,
          'aria-describedby': said ? `${id}-said` : undefined
        })}
        {said && (
          <div
            id={`${id}-said`}
            className={mistake ? 'labcommons-Field-mistake' : 'labcommons-Field-hint'}
            role={mistake ? 'alert' : undefined}
          >
            {said}
          </div>
        )}
      </div>
    </div>
  );
}

/** A field and the attributes of its control; `onText` takes what is typed or chosen. */
type Control<Tag extends 'input' | 'textarea' | 'select'> = FieldWords &
  Omit<React.ComponentPropsWithoutRef<Tag>, 'onChange' | keyof ControlProps> & {
    readonly onText: (text: string) => void;
  };

/** A field of one line. */
export function TextField(props: Control<'input'>): JSX.Element {
  const { label, hint, mistake, onText, ...input } = props;
  return (
    <Field {...{ label, hint, mistake }}>
      {control => (
        <input
          className="jp-mod-styled"
          {...control}
          {...input}
          onChange={event => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A field of several lines. */
export function LongTextField(props: Control<'textarea'>): JSX.Element {
  const { label, hint, mistake, onText, className, ...area } = props;
  return (
    <Field {...{ label, hint, mistake }}>
      {control => (
        <textarea
          className={className ? `jp-mod-styled ${className}` : 'jp-mod-styled'}
          {...control}
          {...area}
          onChange={event => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A field in which one of its children, which are options, is chosen. */
export function ChoiceField(props: Control<'select'>): JSX.Element {
  const { label, hint, mistake, onText, ...select } = props;
  return (
    <Field {...{ label, hint, mistake }}>
      {control => (
        <select
          className="jp-mod-styled"
          {...control}
          {...select}
          onChange={event => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Why the whole of a form was refused; nothing where it was not. */
export function Refusal({ why }: { why: string | null }): JSX.Element | null {
  return why ? (
    <p className="labcommons-Form-failure" role="alert">
      {why}
    </p>
  ) : null;
}
