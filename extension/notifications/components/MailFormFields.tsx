import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { EmailPreference, NotificationKind } from '../../../hub/contract/notifications.js';
import { ChoiceField, Refusal } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { MailForm } from '../mail-form.js';
import { notificationTitles, preferenceTitles } from '../words.js';

/** By kind: whether and when it comes by e-mail. */
export function MailFormFields(props: { form: MailForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  const { address, sendsMail } = form.known;
  const titles = notificationTitles(trans);
  const preferences = preferenceTitles(trans);
  return (
    <div className="labcommons-Form labcommons-MailForm">
      {NotificationKind.options.map(kind => (
        <ChoiceField
          key={kind}
          label={titles[kind]}
          value={form.kinds[kind]}
          onText={text => form.choose(kind, EmailPreference.parse(text))}
        >
          {EmailPreference.options.map(preference => (
            <option key={preference} value={preference}>
              {preferences[preference]}
            </option>
          ))}
        </ChoiceField>
      ))}
      <p className="labcommons-Form-note">
        {!sendsMail
          ? trans.__('This hub sends no e-mail at present; what you choose counts when it does.')
          : address === null
            ? trans.__(
                'The hub does not know your e-mail address: ask your administrator to say it.'
              )
            : trans.__('Mail goes to %1. The digest of the day goes out at 6:00 UTC.', address)}
      </p>
      <Refusal why={form.failure} />
    </div>
  );
}
