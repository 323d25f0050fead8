import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Quota } from '../../../hub/contract/volumes.js';
import { ChoiceField, LongTextField, Refusal, TextField } from '../../ui/Field.js';
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
  return (
    <div className="labcommons-Form">
      <TextField
        label={trans.__('Name')}
        mistake={mistakes.name}
        hint={
          isFixed
            ? trans.__('Everybody has this volume: its name stays.')
            : volume
              ? trans.__('Servers see the new name when they are started next.')
              : trans.__('Also the name of its folder in your servers.')
        }
        autoFocus={!isFixed}
        value={fields.name}
        disabled={isFixed}
        autoComplete="off"
        spellCheck={false}
        onText={text => form.edit({ name: text })}
      />
      {!volume && (
        <ChoiceField
          label={trans.__('Where')}
          mistake={mistakes.root}
          hint={rootHint(fields.root, roots, trans)}
          value={fields.root}
          onText={text => form.edit({ root: text })}
        >
          {roots.map(({ root, title }) => (
            <option key={root} value={root}>
              {title}
            </option>
          ))}
        </ChoiceField>
      )}
      <TextField
        label={trans.__('Title')}
        mistake={mistakes.title}
        autoFocus={isFixed}
        value={fields.title}
        maxLength={120}
        placeholder={fields.name}
        onText={text => form.edit({ title: text })}
      />
      <LongTextField
        label={trans.__('Description')}
        mistake={mistakes.description}
        className="labcommons-mod-prose"
        rows={4}
        value={fields.description}
        maxLength={4000}
        placeholder={trans.__('What is in it, for you and those you share it with')}
        onText={text => form.edit({ description: text })}
      />
      <Refusal why={failure} />
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
