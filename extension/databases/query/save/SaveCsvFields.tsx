import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { ChoiceField, Refusal, TextField } from '../../../ui/Field.js';
import { useSignal } from '../../../ui/use-signal.js';
import type { SaveCsvForm } from './form.js';

/** The body of the dialog *Save as CSV*. */
export function SaveCsvFields(props: { form: SaveCsvForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <ChoiceField
        label={trans.__('Volume')}
        value={form.fields.volume}
        onText={address => form.choose(address)}
      >
        {form.volumes.map(({ id, address }) => (
          <option key={id} value={address}>
            {address}
          </option>
        ))}
      </ChoiceField>
      <TextField
        label={trans.__('File')}
        mistake={form.mistakes.path}
        value={form.fields.path}
        autoComplete="off"
        spellCheck={false}
        onText={text => form.edit({ path: text })}
      />
      <p className="labcommons-Form-note">
        {trans.__('The statement is run again, and all its rows are saved.')}
      </p>
      <Refusal why={form.failure} />
    </div>
  );
}
