import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Refusal } from '../../ui/Field.js';
import type { GivenRole } from '../../../hub/contract/groups.js';
import { Picker } from '../../ui/Picker.js';
import { useSignal } from '../../ui/use-signal.js';
import type { InviteForm } from '../invite-form.js';
import { asRole } from '../words.js';

/** The body of the dialog that invites. */
export function InviteFields(props: { form: InviteForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <Picker
        label={trans.__('Whom to invite')}
        placeholder={trans.__('Names of people…')}
        chosen={form.chosen}
        search={form.search}
        onChange={chosen => (form.chosen = chosen)}
        trans={trans}
      />
      <fieldset className="labcommons-InviteFields-roles">
        <legend>{trans.__('Invite as')}</legend>
        {(['member', 'admin'] as const satisfies readonly GivenRole[]).map(role => (
          <label key={role}>
            <input
              type="radio"
              name="labcommons-invite-role"
              checked={form.role === role}
              onChange={() => (form.role = role)}
            />
            {asRole(role, trans)}
          </label>
        ))}
      </fieldset>
      {form.answers.length > 0 && (
        <ul className="labcommons-InviteFields-answers" role="status">
          {form.answers.map(({ isGood, words }) => (
            <li key={words} data-good={isGood}>
              {words}
            </li>
          ))}
        </ul>
      )}
      <Refusal why={form.failure} />
    </div>
  );
}
