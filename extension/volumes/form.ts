import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { VolumeName, type Quota, type Volume } from '../../hub/contract/volumes.js';
import { HubError, problemText } from '../api/hub-error.js';
import type { IVolumesModel } from '../tokens.js';

/** What can be said about a volume, as the fields of the dialog hold it. */
export interface VolumeFields {
  readonly root: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export type Mistakes = Partial<Record<keyof VolumeFields, string>>;

/** Makes a volume, or changes the given one, from what the dialog's fields hold. */
export class VolumeForm {
  constructor(
    private readonly model: IVolumesModel,
    readonly volume: Volume | null,
    private readonly trans: TranslationBundle
  ) {
    this._fields = volume
      ? {
          root: volume.root,
          name: volume.name,
          title: volume.title,
          description: volume.description
        }
      : { root: this.roots[0]?.root ?? '', name: '', title: '', description: '' };
  }

  /** Where the user may make volumes. */
  get roots(): readonly Quota[] {
    return this.model.quotas.filter(({ mayCreate }) => mayCreate);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get fields(): VolumeFields {
    return this._fields;
  }

  get mistakes(): Mistakes {
    return this._mistakes;
  }

  /** Why the hub refused the whole; null when it did not. */
  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  edit(change: Partial<VolumeFields>): void {
    this._fields = { ...this._fields, ...change };
    const mistakes = { ...this._mistakes };
    for (const field of Object.keys(change)) delete mistakes[field as keyof VolumeFields];
    this._mistakes = mistakes;
    this._changed.emit();
  }

  /** @returns the volume as it is then; null when something stands against it */
  async send(): Promise<Volume | null> {
    if (this._isSending) return null;
    this._failure = null;
    this._mistakes = this.check();
    if (Object.keys(this._mistakes).length > 0) {
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._changed.emit();
    try {
      return await this.save();
    } catch (error) {
      this.takeRefusal(error);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  private save(): Promise<Volume> {
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

  private check(): Mistakes {
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

  private takeRefusal(error: unknown): void {
    const mistakes: Mistakes = {};
    if (error instanceof HubError) {
      for (const { pointer, detail } of error.fields) {
        const field = pointer.slice(1);
        if (field in this._fields) mistakes[field as keyof VolumeFields] = detail;
      }
      if (error.code === 'already-exists') {
        mistakes.name = this.trans.__('You have a volume of this name there already.');
      }
    }
    this._mistakes = mistakes;
    if (Object.keys(mistakes).length === 0) this._failure = problemText(error, this.trans);
  }

  private trimmed(): VolumeFields {
    const { root, name, title, description } = this._fields;
    return { root, name: name.trim(), title: title.trim(), description: description.trim() };
  }

  private _fields: VolumeFields;
  private _mistakes: Mistakes = {};
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
