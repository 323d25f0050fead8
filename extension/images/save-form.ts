import type { TranslationBundle } from '@jupyterlab/translation';

import type { Image } from '../../hub/contract/compute.js';
import {
  listServerChanges,
  saveEnvironment,
  type EnvironmentChanges
} from '../../hub/contract/images.js';
import type { HubClient } from '../api/hub-client.js';
import { FieldsForm, type Mistakes } from '../ui/fields-form.js';

export type SaveState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly changes: EnvironmentChanges };

export interface SaveFormOptions {
  readonly client: HubClient;
  /** Name of the server at the hub. */
  readonly server: string;
  readonly trans: TranslationBundle;
}

interface ImageWords {
  readonly title: string;
  readonly description: string;
}

/** What the environment of a server holds, and the wish to save it as an image. */
export class SaveForm extends FieldsForm<ImageWords, Image> {
  constructor(private readonly options: SaveFormOptions) {
    super({ title: '', description: '' }, options.trans);
    void this.read();
  }

  get state(): SaveState {
    return this._state;
  }

  /** Whether there is nothing that could be saved. */
  override get isBlocked(): boolean {
    return this._state.kind !== 'ready' || !this._state.changes.mayBeSaved;
  }

  retry(): void {
    this._state = { kind: 'loading' };
    this._changed.emit();
    void this.read();
  }

  /** @returns the image that is being made */
  protected save(): Promise<Image> {
    const { client, server } = this.options;
    const { title, description } = this.fields;
    return client.call(saveEnvironment, {
      params: { name: server },
      body: { title: title.trim(), description: description.trim() }
    });
  }

  protected check(): Mistakes<ImageWords> {
    return this.fields.title.trim() === '' ? { title: this.trans.__('Give it a name') } : {};
  }

  protected get taken(): Mistakes<ImageWords> {
    return {};
  }

  private async read(): Promise<void> {
    const { client, server } = this.options;
    try {
      const changes = await client.call(listServerChanges, { params: { name: server } });
      this._state = { kind: 'ready', changes };
    } catch (error) {
      this._state = { kind: 'failed', error };
    }
    this._changed.emit();
  }

  private _state: SaveState = { kind: 'loading' };
}
