import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { ChoiceField, LongTextField, Refusal, TextField } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { GroupForm } from '../group-form.js';

/** The body of the dialog on what a group is. */
export function GroupFields(props: { form: GroupForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  const { fields, mistakes } = form;
  const { isNew, mayBePublic } = form.options;
  const isDomain = fields.kind === 'scienceDomain';
  return (
    <div className="labcommons-Form">
      <TextField
        label={trans.__('Name')}
        mistake={mistakes.name}
        value={fields.name}
        maxLength={100}
        onText={text => form.edit({ name: text })}
      />
      <LongTextField
        label={trans.__('Description')}
        hint={trans.__('What it is for, in a sentence; those you invite read it first.')}
        mistake={mistakes.description}
        className="labcommons-GroupFields-prose"
        rows={2}
        value={fields.description}
        onText={text => form.edit({ description: text })}
      />
      {(isDomain || !isNew) && (
        <LongTextField
          label={trans.__('Page')}
          hint={trans.__('Shown under About, as Markdown: links, contacts, how to begin.')}
          mistake={mistakes.page}
          rows={6}
          value={fields.page}
          onText={text => form.edit({ page: text })}
        />
      )}
      {isNew && mayBePublic && (
        <ChoiceField
          label={trans.__('Open to')}
          mistake={mistakes.kind}
          hint={
            isDomain
              ? trans.__('A science domain: every user finds it, sees inside and may join.')
              : trans.__('Only those who are invited know of it.')
          }
          value={fields.kind}
          onText={text => form.edit({ kind: text === 'group' ? 'group' : 'scienceDomain' })}
        >
          <option value="group">{trans.__('who is invited')}</option>
          <option value="scienceDomain">{trans.__('everybody (science domain)')}</option>
        </ChoiceField>
      )}
      <Refusal why={form.failure} />
    </div>
  );
}
