import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import { Field } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { DatabaseForm } from '../form.js';

/** The body of the dialogs *New database* and *Rename or describe*. */
export function DatabaseFields(props: {
  form: DatabaseForm;
  trans: TranslationBundle;
}): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  const { fields, mistakes, failure, database } = form;
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div className="labcommons-Form">
      <Field
        label={trans.__('Name')}
        mistake={mistakes.name}
        hint={
          database
            ? trans.__(
                'Programs that speak of it by its address, %1, must learn the new one.',
                database.address
              )
            : null
        }
      >
        {control => (
          <input
            {...control}
            ref={first}
            className="jp-mod-styled"
            value={fields.name}
            autoComplete="off"
            spellCheck={false}
            onChange={event => form.edit({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={trans.__('Description')} mistake={mistakes.description}>
        {control => (
          <textarea
            {...control}
            className="jp-mod-styled labcommons-mod-prose"
            rows={4}
            value={fields.description}
            maxLength={4000}
            placeholder={trans.__('What is in it, for you and those you share it with')}
            onChange={event => form.edit({ description: event.target.value })}
          />
        )}
      </Field>
      {failure && (
        <p className="labcommons-Form-failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
