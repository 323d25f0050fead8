import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Field } from '../../ui/Field.js';
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
      <Field label={trans.__('Name')} mistake={mistakes.name}>
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            value={fields.name}
            maxLength={100}
            onChange={event => form.edit({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={trans.__('Description')}
        hint={trans.__('What it is for, in a sentence; those you invite read it first.')}
        mistake={mistakes.description}
      >
        {control => (
          <textarea
            {...control}
            className="jp-mod-styled labcommons-GroupFields-prose"
            rows={2}
            value={fields.description}
            onChange={event => form.edit({ description: event.target.value })}
          />
        )}
      </Field>
      {(isDomain || !isNew) && (
        <Field
          label={trans.__('Page')}
          hint={trans.__('Shown under About, as Markdown: links, contacts, how to begin.')}
          mistake={mistakes.page}
        >
          {control => (
            <textarea
              {...control}
              className="jp-mod-styled"
              rows={6}
              value={fields.page}
              onChange={event => form.edit({ page: event.target.value })}
            />
          )}
        </Field>
      )}
      {isNew && mayBePublic && (
        <Field
          label={trans.__('Open to')}
          mistake={mistakes.kind}
          hint={
            isDomain
              ? trans.__('A science domain: every user finds it, sees inside and may join.')
              : trans.__('Only those who are invited know of it.')
          }
        >
          {control => (
            <select
              {...control}
              className="jp-mod-styled"
              value={fields.kind}
              onChange={event =>
                form.edit({ kind: event.target.value === 'group' ? 'group' : 'scienceDomain' })
              }
            >
              <option value="group">{trans.__('who is invited')}</option>
              <option value="scienceDomain">{trans.__('everybody (science domain)')}</option>
            </select>
          )}
        </Field>
      )}
      {form.failure && (
        <p className="labcommons-Form-failure" role="alert">
          {form.failure}
        </p>
      )}
    </div>
  );
}
