import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Refusal, TextField } from '../../ui/Field.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { SaveForm } from '../save-form.js';
import { Changes } from './Changes.js';

/** The body of the dialog that saves an environment: what it holds first, then what it is to be called. */
export function SaveFields({
  form,
  trans
}: {
  form: SaveForm;
  trans: TranslationBundle;
}): JSX.Element {
  useSignal(form.changed);
  const { state } = form;
  if (state.kind !== 'ready') {
    return (
      <div className="labcommons-Form labcommons-SaveFields">
        <Unread
          state={state}
          loading={trans.__('Looking at what your environment holds')}
          failed={trans.__('Your environment could not be looked at')}
          trans={trans}
          onRetry={() => form.retry()}
        />
      </div>
    );
  }
  const { changes } = state;
  return (
    <div className="labcommons-Form labcommons-SaveFields">
      {changes.refusal && (
        <p className="labcommons-Form-failure" role="alert">
          {trans.__('It cannot be saved: %1', changes.refusal)}
        </p>
      )}
      <TextField
        label={trans.__('Name')}
        mistake={form.mistakes.title}
        maxLength={100}
        value={form.fields.title}
        disabled={!changes.mayBeSaved}
        onText={text => form.edit({ title: text })}
      />
      <TextField
        label={trans.__('Description')}
        mistake={form.mistakes.description}
        maxLength={1000}
        value={form.fields.description}
        disabled={!changes.mayBeSaved}
        onText={text => form.edit({ description: text })}
      />
      <Changes changes={changes} trans={trans} />
      <p className="labcommons-SaveFields-warning">
        {trans.__(
          'Those with whom you share the image can read every file in it, also files, histories and credentials that are not recognised as such. Remove what is not meant for others before you save.'
        )}
      </p>
      <p className="labcommons-Form-note">
        {trans.__(
          'The image is visible to you alone until you share it. This server stands still while it is copied, kernels go on afterwards.'
        )}
      </p>
      <Refusal why={form.failure} />
    </div>
  );
}
