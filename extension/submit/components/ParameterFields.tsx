import React, { useId } from 'react';

import type { ControlProps } from '../../ui/Field.js';
import { initialText, type Parameter } from '../parameters.js';
import type { PartProps } from './SubmitFields.js';

/** A field for each variable of the notebook's parameters cell. */
export function ParameterFields(props: PartProps): JSX.Element | null {
  const { controller, form, trans } = props;
  const { parameters, hasParametersCell } = controller.notebook;
  const { mistakes } = controller;
  if (parameters.length === 0) {
    return (
      <div className="labcommons-Field" role="group" aria-label={trans.__('Parameters')}>
        <span className="labcommons-Field-label">{trans.__('Parameters')}</span>
        <div className="labcommons-Field-control labcommons-Field-hint">
          {hasParametersCell
            ? trans.__('None that could be read from the cell tagged “parameters”.')
            : trans.__('None. Tag a cell “parameters” to set its variables here.')}
        </div>
      </div>
    );
  }
  return (
    <fieldset className="labcommons-Field">
      <legend className="labcommons-Field-label">{trans.__('Parameters')}</legend>
      <div className="labcommons-Field-control labcommons-Parameters">
        {parameters.map(parameter => (
          <OneParameter
            key={parameter.name}
            {...props}
            parameter={parameter}
            text={form.parameters[parameter.name] ?? ''}
            mistake={mistakes[`parameters.${parameter.name}`]}
            onChange={text =>
              controller.edit(`parameters.${parameter.name}`, {
                parameters: { ...form.parameters, [parameter.name]: text }
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

interface OneParameterProps extends PartProps {
  readonly parameter: Parameter;
  readonly text: string;
  readonly mistake: string | undefined;
  readonly onChange: (text: string) => void;
}

function OneParameter(props: OneParameterProps): JSX.Element {
  const { parameter, text, mistake, onChange, trans } = props;
  const id = useId();
  const isChanged = text !== initialText(parameter);
  const control: ControlProps = {
    id,
    'aria-invalid': mistake !== undefined,
    'aria-describedby': mistake ? `${id}-said` : undefined
  };
  return (
    <>
      <label
        htmlFor={id}
        title={`${parameter.name} = ${parameter.source}`}
        data-changed={isChanged}
      >
        {parameter.name}
      </label>
      {parameter.kind === 'boolean' ? (
        <span>
          <input
            {...control}
            type="checkbox"
            checked={text === 'true'}
            onChange={event => onChange(String(event.target.checked))}
          />
        </span>
      ) : (
        <input
          {...control}
          className="jp-mod-styled"
          value={text}
          inputMode={parameter.kind === 'number' ? 'decimal' : 'text'}
          spellCheck={false}
          placeholder={
            parameter.value === undefined
              ? trans.__('as in the notebook: %1', parameter.source)
              : parameter.source
          }
          data-kind={parameter.kind}
          onChange={event => onChange(event.target.value)}
        />
      )}
      {mistake && (
        <div id={`${id}-said`} className="labcommons-Field-mistake" role="alert">
          {mistake}
        </div>
      )}
    </>
  );
}
