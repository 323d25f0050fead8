import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { ChoiceField, Refusal, TextField } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { ImportForm } from './form.js';

/** The body of the dialog *Import CSV as a table*. */
export function ImportFields(props: { form: ImportForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <ChoiceField
        label={trans.__('Database')}
        value={form.fields.database.id}
        disabled={form.databases.length === 1}
        onText={id => form.choose(id)}
      >
        {form.databases.map(({ id, address }) => (
          <option key={id} value={id}>
            {address}
          </option>
        ))}
      </ChoiceField>
      <TextField
        label={trans.__('Table')}
        mistake={form.mistakes.table}
        hint={trans.__('A new table of this name is made.')}
        value={form.fields.table}
        autoComplete="off"
        spellCheck={false}
        onText={text => form.edit({ table: text })}
      />
      <Refusal why={form.failure} />
      <p className="labcommons-Form-note">
        {trans.__(
          'The file is text in UTF-8 with commas, its first line the names of the columns. Columns that hold nothing but numbers become numbers; where nothing stands between two commas, there is no value.'
        )}
      </p>
    </div>
  );
}
