import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Field } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { ImportForm } from './form.js';

/** The body of the dialog *Import CSV as a table*. */
export function ImportFields(props: { form: ImportForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <Field label={trans.__('Database')}>
        {control => (
          <select
            {...control}
            className="jp-mod-styled"
            value={form.fields.database.id}
            disabled={form.databases.length === 1}
            onChange={event => form.choose(event.target.value)}
          >
            {form.databases.map(({ id, address }) => (
              <option key={id} value={id}>
                {address}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={trans.__('Table')}
        mistake={form.mistakes.table}
        hint={trans.__('A new table of this name is made.')}
      >
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            value={form.fields.table}
            autoComplete="off"
            spellCheck={false}
            onChange={event => form.edit({ table: event.target.value })}
          />
        )}
      </Field>
      {form.failure && (
        <p className="labcommons-Form-failure" role="alert">
          {form.failure}
        </p>
      )}
      <p className="labcommons-Form-note">
        {trans.__(
          'The file is text in UTF-8 with commas, its first line the names of the columns. Columns that hold nothing but numbers become numbers; where nothing stands between two commas, there is no value.'
        )}
      </p>
    </div>
  );
}
