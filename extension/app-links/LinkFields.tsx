import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { imageTitle } from '../server/servers/titles.js';
import { ChoiceField, LongTextField, TextField } from '../ui/Field.js';
import { useSignal } from '../ui/use-signal.js';
import type { LinkForm } from './link-form.js';

/** The body of the dialog that makes a link to a server: what it says, and its address at every moment. */
export function LinkFields(props: { form: LinkForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form labcommons-AppLinkFields">
      <ChoiceField
        label={trans.__('Opens in')}
        value={form.image}
        onText={text => form.set({ image: text })}
      >
        <option value="">{trans.__('JupyterLab, as they have it')}</option>
        {form.images.map(image => (
          <option key={image.id} value={image.id}>
            {imageTitle(image, trans)}
          </option>
        ))}
      </ChoiceField>
      <TextField
        label={trans.__('Server')}
        hint={trans.__('The server of this name, made if there is none. Empty: any that fits.')}
        maxLength={80}
        value={form.name}
        onText={text => form.set({ name: text })}
      />
      <LongTextField
        label={trans.__('Arguments')}
        hint={trans.__('JSON that the notebook or program is handed; the guide says how.')}
        mistake={form.mistake ?? undefined}
        rows={2}
        spellCheck={false}
        value={form.input}
        onText={text => form.set({ input: text })}
      />
      <input
        className="jp-mod-styled labcommons-LinkFields-url"
        readOnly
        aria-label={trans.__('Address of the link')}
        value={form.url}
        onFocus={event => event.target.select()}
      />
      <p className="labcommons-Form-note">
        {form.file
          ? trans.__(
              'Opens “%1” for whoever may see the volume %2, in a server of his own. He is asked first.',
              form.file.path,
              form.file.volume
            )
          : trans.__('Opens a server for whoever follows it, one of his own. He is asked first.')}
      </p>
    </div>
  );
}
