import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Field } from '../../../ui/Field.js';
import { useSignal } from '../../../ui/use-signal.js';
import type { SaveCsvForm } from './form.js';

/** The body of the dialog *Save as CSV*. */
export function SaveCsvFields(props: { form: SaveCsvForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <Field label={trans.__('Volume')}>
        {control => (
          <select
            {...control}
            className="jp-mod-styled"
            value={form.fields.volume}
            onChange={event => form.choose(event.target.value)}
          >
            {form.volumes.map(({ id, address }) => (
              <option key={id} value={address}>
                {address}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={trans.__('File')} mistake={form.mistakes.path}>
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            value={form.fields.path}
            autoComplete="off"
            spellCheck={false}
            onChange={event => form.edit({ path: event.target.value })}
          />
        )}
      </Field>
      <p className="labcommons-Form-note">
        {trans.__('The statement is run again, and all its rows are saved.')}
      </p>
      {form.failure && (
        <p className="labcommons-Form-failure" role="alert">
          {form.failure}
        </p>
      )}
    </div>
  );
}
