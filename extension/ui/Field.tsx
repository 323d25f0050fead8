import React, { useId } from 'react';

/** What a control needs to belong to its label and its mistake. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** One labelled line of the dialog, with what is wrong right below the control. */
export function Field(props: {
  label: string;
  hint?: string | null;
  mistake?: string | undefined;
  children: (control: ControlProps) => React.ReactNode;
}): JSX.Element {
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
