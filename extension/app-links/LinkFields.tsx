import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { imageTitle } from '../server/servers/titles.js';
import { Field } from '../ui/Field.js';
import { useSignal } from '../ui/use-signal.js';
import type { LinkForm } from './link-form.js';

/** The body of the dialog that makes a link to a server: what it says, and its address at every moment. */
export function LinkFields(props: { form: LinkForm; trans: TranslationBundle }): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  return (
    <div className="labcommons-Form labcommons-AppLinkFields">
      <Field label={trans.__('Opens in')}>
        {control => (
          <select
            {...control}
            className="jp-mod-styled"
            value={form.image}
            onChange={event => form.set({ image: event.target.value })}
          >
            <option value="">{trans.__('JupyterLab, as they have it')}</option>
            {form.images.map(image => (
              <option key={image.id} value={image.id}>
                {imageTitle(image, trans)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={trans.__('Server')}
        hint={trans.__('The server of this name, made if there is none. Empty: any that fits.')}
      >
        {control => (
          <input
            {...control}
            className="jp-mod-styled"
            maxLength={80}
            value={form.name}
            onChange={event => form.set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={trans.__('Arguments')}
        hint={trans.__('JSON that the notebook or program is handed; the guide says how.')}
        mistake={form.mistake ?? undefined}
      >
        {control => (
          <textarea
            {...control}
            className="jp-mod-styled"
            rows={2}
            spellCheck={false}
            value={form.input}
            onChange={event => form.set({ input: event.target.value })}
          />
        )}
      </Field>
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
