import type { TranslationBundle } from '@jupyterlab/translation';

import { VolumeName, type Quota, type Volume } from '../../hub/contract/volumes.js';
import type { IVolumesModel } from '../tokens.js';
import { FieldsForm, type Mistakes } from '../ui/fields-form.js';

/** What can be said about a volume, as the fields of the dialog hold it. */
export interface VolumeFields {
  readonly root: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** Makes a volume, or changes the given one. */
export class VolumeForm extends FieldsForm<VolumeFields, Volume> {
  constructor(
    private readonly model: IVolumesModel,
    readonly volume: Volume | null,
    trans: TranslationBundle
  ) {
    super(
      volume
        ? {
            root: volume.root,
            name: volume.name,
            title: volume.title,
            description: volume.description
          }
        : { root: rootsOf(model)[0]?.root ?? '', name: '', title: '', description: '' },
      trans
    );
  }

  protected get taken(): Mistakes<VolumeFields> {
    return { name: this.trans.__('You have a volume of this name there already.') };
  }

  /** Where the user may make volumes. */
  get roots(): readonly Quota[] {
    return rootsOf(this.model);
  }

  protected save(): Promise<Volume> {
    const { root, name, title, description } = this.trimmed();
    const volume = this.volume;
    if (!volume) {
      return this.model.create({ root, name, description, ...(title && { title }) });
    }
    return this.model.change(volume.id, {
      ...(name !== volume.name && { name }),
      ...(title !== volume.title && { title: title || name }),
      ...(description !== volume.description && { description })
    });
  }

  protected check(): Mistakes<VolumeFields> {
    const { root, name } = this.trimmed();
    if (root === '') {
      return {
        root: this.trans.__('There is no place where you may make volumes: ask an administrator.')
      };
    }
    if (name === '') return { name: this.trans.__('A volume needs a name.') };
    if (VolumeName.safeParse(name).success) return {};
    return {
      name: this.trans.__(
        'A name begins with a letter or digit; then letters, digits, spaces, dots, - and _ follow, 80 at most.'
      )
    };
  }

  private trimmed(): VolumeFields {
    const { root, name, title, description } = this.fields;
    return { root, name: name.trim(), title: title.trim(), description: description.trim() };
  }
}

function rootsOf(model: IVolumesModel): readonly Quota[] {
  return model.quotas.filter(({ mayCreate }) => mayCreate);
}
