import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Field } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { GroupShareForm } from '../group-share-form.js';
import { LevelField } from './LevelField.js';

/** The body of the dialog that shares a volume with a group. */
export function GroupShareFields(props: {
  form: GroupShareForm;
  groupName: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { form, groupName, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form">
      <Field label={trans.__('Volume')}>
        {control => (
          <select
            {...control}
            className="jp-mod-styled"
            value={form.volume.id}
            onChange={event => form.choose(event.target.value)}
          >
            {form.volumes.map(({ id, address }) => (
              <option key={id} value={id}>
                {address}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="labcommons-Field">
        <span className="labcommons-Field-label">{trans.__('Members')}</span>
        <LevelField
          name={groupName}
          level={form.level}
          mayWrite={form.volume.privileges.includes('write')}
          isOff={form.isSending}
          trans={trans}
          onChange={level => (form.level = level)}
        />
      </div>
      {form.failure && (
        <p className="labcommons-Form-failure" role="alert">
          {form.failure}
        </p>
      )}
    </div>
  );
}
