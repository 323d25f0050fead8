import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

/** One line of text. */
export function Line({
  name,
  label,
  hint,
  value = '',
  most = 200,
  ...rest
}: Props & {
  readonly value?: string;
  readonly most?: number;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: string;
  readonly pattern?: string;
}) {
  return (
    <label>
      {label}
      <input name={name} className="lc-Input" maxLength={most} defaultValue={value} {...rest} />
      {hint && <small className="lc-Muted">{hint}</small>}
    </label>
  );
}

/** A figure, whole unless fractions are said to be in order; empty means none where it may be empty. */
export function Figure({
  name,
  label,
  hint,
  value,
  least,
  optional = false
}: Props & {
  readonly value: number | null;
  /** How small it may be, in fractions; whole from one on where that is left out. */
  readonly least?: number;
  readonly optional?: boolean;
}) {
  return (
    <label>
      {label}
      <input
        name={name}
        className="lc-Input"
        type="number"
        min={least ?? 1}
        step={least === undefined ? 1 : 'any'}
        required={!optional}
        placeholder={optional ? 'no limit' : undefined}
        defaultValue={value ?? ''}
      />
      {hint && <small className="lc-Muted">{hint}</small>}
    </label>
  );
}

/** Yes or no. */
export function Tick({
  name,
  value = 'on',
  checked,
  children
}: {
  readonly name: string;
  readonly value?: string;
  readonly checked: boolean;
  readonly children: ReactNode;
}) {
  return (
    <label className="lc-Choice">
      <input type="checkbox" name={name} value={value} defaultChecked={checked} />
      <span>{children}</span>
    </label>
  );
}

/** Several of some. */
export function Ticks({
  name,
  legend,
  options,
  chosen
}: {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly id: string; readonly title: string }[];
  readonly chosen: readonly string[];
}) {
  return (
    <fieldset className="lc-Choices">
      <legend>{legend}</legend>
      {options.map(({ id, title }) => (
        <Tick key={id} name={name} value={id} checked={chosen.includes(id)}>
          {title} <small className="lc-Muted">{id}</small>
        </Tick>
      ))}
    </fieldset>
  );
}

export const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
export const texts = (form: FormData, name: string) => form.getAll(name).map(String);
/** Null where nothing is written. */
export function figure(form: FormData, name: string): number | null {
  const written = text(form, name);
  return written === '' ? null : Number(written);
}
