import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Refusal, TextField } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import { SHORTEST_PASSWORD, type LinkForm } from './link-form.js';

interface LinkFieldsProps {
  readonly form: LinkForm;
  readonly trans: TranslationBundle;
}

/** The body of the dialog that makes or changes a link; once it is made, its address. */
export function LinkFields(props: LinkFieldsProps): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  const isMade = form.subject.kind === 'new' && form.link !== null;
  return (
    <div className="labcommons-Form labcommons-LinkFields">
      {isMade ? <Made {...props} url={form.link?.url ?? ''} /> : <Fields {...props} />}
      <Refusal why={form.failure} />
      <p className="labcommons-Form-note">
        {isMade
          ? trans.__('Whoever has the link may read. You find it again under “My links”.')
          : trans.__(
              'Whoever has the link may read and download it without an account, and pass the link on. It ends when it expires, when you revoke it, and when you may not share the volume any more.'
            )}
      </p>
    </div>
  );
}

function Fields({ form, trans }: LinkFieldsProps): JSX.Element {
  const { mistakes, subject } = form;
  const keeps = subject.kind === 'made' && subject.link.hasPassword;
  return (
    <>
      <TextField
        label={trans.__('Works until')}
        mistake={mistakes.expiresOn}
        type="date"
        required
        value={form.expiresOn}
        min={form.earliest}
        max={form.latest}
        onText={text => (form.expiresOn = text)}
      />
      <TextField
        label={trans.__('Downloads')}
        hint={trans.__('How many there may be; nothing for no limit.')}
        mistake={mistakes.maxDownloads}
        inputMode="numeric"
        placeholder={trans.__('No limit')}
        value={form.maxDownloads}
        onText={text => (form.maxDownloads = text.trim())}
      />
      <label className="labcommons-LinkFields-check">
        <input
          type="checkbox"
          checked={form.hasPassword}
          onChange={event => (form.hasPassword = event.target.checked)}
        />
        {trans.__('Ask for a password')}
      </label>
      {form.hasPassword && (
        <TextField
          label={trans.__('Password')}
          hint={
            keeps
              ? trans.__('Left empty, the present one stays.')
              : trans.__(
                  'At least %1 characters; tell it another way than the link.',
                  SHORTEST_PASSWORD
                )
          }
          mistake={mistakes.password}
          type="password"
          autoComplete="new-password"
          value={form.password}
          onText={text => (form.password = text)}
        />
      )}
    </>
  );
}

function Made({ url, trans }: LinkFieldsProps & { url: string }): JSX.Element {
  return (
    <input
      className="jp-mod-styled labcommons-LinkFields-url"
      readOnly
      aria-label={trans.__('Address of the link')}
      value={url}
      onFocus={event => event.target.select()}
    />
  );
}
