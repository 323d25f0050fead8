import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Volume } from '../../hub/contract/volumes.js';
import { askInDialog } from '../ui/SentDialog.js';
import { VolumeFormFields } from './components/VolumeFormFields.js';
import type { VolumeForm } from './form.js';

/** Shows the dialog that makes a volume, or gives one another name, title or description. */
export function askVolume(form: VolumeForm, trans: TranslationBundle): Promise<Volume | null> {
  const { volume } = form;
  return askInDialog(form, {
    title: volume ? trans.__('Rename or describe “%1”', volume.title) : trans.__('New volume'),
    body: <VolumeFormFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: volume ? trans.__('Save') : trans.__('Make volume'),
    sendingLabel: volume ? trans.__('Saving…') : trans.__('Making…')
  });
}
