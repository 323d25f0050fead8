import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { LongTextField, Refusal, TextField } from '../../ui/Field.js';
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
  return (
    <div className="labcommons-Form">
      <TextField
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
        autoFocus
        value={fields.name}
        autoComplete="off"
        spellCheck={false}
        onText={text => form.edit({ name: text })}
      />
      <LongTextField
        label={trans.__('Description')}
        mistake={mistakes.description}
        className="labcommons-mod-prose"
        rows={4}
        value={fields.description}
        maxLength={4000}
        placeholder={trans.__('What is in it, for you and those you share it with')}
        onText={text => form.edit({ description: text })}
      />
      <Refusal why={failure} />
    </div>
  );
}
