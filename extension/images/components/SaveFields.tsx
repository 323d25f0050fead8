import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Failure } from '../../ui/Failure.js';
import { Field } from '../../ui/Field.js';
import { Skeleton } from '../../ui/Skeleton.js';
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
  if (state.kind === 'loading') {
    return (
      <div className="labcommons-Form labcommons-SaveFields">
        <Skeleton label={trans.__('Looking at what your environment holds')} />
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <div className="labcommons-Form labcommons-SaveFields">
        <Failure
          title={trans.__('Your environment could not be looked at')}
          error={state.error}
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
      <Field label={trans.__('Name')} mistake={form.mistakes.title}>
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            maxLength={100}
            value={form.fields.title}
            disabled={!changes.mayBeSaved}
            onChange={event => form.edit({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={trans.__('Description')} mistake={form.mistakes.description}>
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            maxLength={1000}
            value={form.fields.description}
            disabled={!changes.mayBeSaved}
            onChange={event => form.edit({ description: event.target.value })}
          />
        )}
      </Field>
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
      {form.failure && (
        <p className="labcommons-Form-failure" role="alert">
          {form.failure}
        </p>
      )}
    </div>
  );
}
