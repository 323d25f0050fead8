import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import type { Quota } from '../../../hub/contract/volumes.js';
import { Field } from '../../ui/Field.js';
import { formatShare } from '../../ui/amounts.js';
import { useSignal } from '../../ui/use-signal.js';
import type { VolumeForm } from '../form.js';

interface VolumeFormFieldsProps {
  readonly form: VolumeForm;
  readonly trans: TranslationBundle;
}

/** The body of the dialogs *New volume* and *Rename or describe*. */
export function VolumeFormFields({ form, trans }: VolumeFormFieldsProps): JSX.Element {
  useSignal(form.changed);
  const { fields, mistakes, failure, volume, roots } = form;
  const isFixed = volume?.isDefault ?? false;
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div className="labcommons-Form">
      <Field
        label={trans.__('Name')}
        mistake={mistakes.name}
        hint={
          isFixed
            ? trans.__('Everybody has this volume: its name stays.')
            : volume
              ? trans.__('Servers see the new name when they are started next.')
              : trans.__('Also the name of its folder in your servers.')
        }
      >
        {control => (
          <input
            {...control}
            ref={isFixed ? null : first}
            className="jp-mod-styled"
            value={fields.name}
            disabled={isFixed}
            autoComplete="off"
            spellCheck={false}
            onChange={event => form.edit({ name: event.target.value })}
          />
        )}
      </Field>
      {!volume && (
        <Field
          label={trans.__('Where')}
          mistake={mistakes.root}
          hint={rootHint(fields.root, roots, trans)}
        >
          {control => (
            <select
              {...control}
              className="jp-mod-styled"
              value={fields.root}
              onChange={event => form.edit({ root: event.target.value })}
            >
              {roots.map(({ root, title }) => (
                <option key={root} value={root}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={trans.__('Title')} mistake={mistakes.title}>
        {control => (
          <input
            {...control}
            ref={isFixed ? first : null}
            className="jp-mod-styled"
            value={fields.title}
            maxLength={120}
            placeholder={fields.name}
            onChange={event => form.edit({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={trans.__('Description')} mistake={mistakes.description}>
        {control => (
          <textarea
            {...control}
            className="jp-mod-styled labcommons-mod-prose"
            rows={4}
            value={fields.description}
            maxLength={4000}
            placeholder={trans.__('What is in it, for you and those you share it with')}
            onChange={event => form.edit({ description: event.target.value })}
          />
        )}
      </Field>
      {failure && (
        <p className="labcommons-Form-failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}

function rootHint(root: string, roots: readonly Quota[], trans: TranslationBundle): string | null {
  const quota = roots.find(each => each.root === root);
  if (!quota) return null;
  const used = quota.bytesLimit
    ? trans.__('%1 used.', formatShare(quota.bytes, quota.bytesLimit))
    : '';
  return [quota.description, used].filter(Boolean).join(' ');
}
