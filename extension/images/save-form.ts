import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Image } from '../../hub/contract/compute.js';
import {
  listServerChanges,
  saveEnvironment,
  type EnvironmentChanges
} from '../../hub/contract/images.js';
import type { HubClient } from '../api/hub-client.js';
import { problemText } from '../api/hub-error.js';

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

/** What the environment of a server holds, and the wish to save it as an image. */
export class SaveForm {
  constructor(private readonly options: SaveFormOptions) {
    void this.read();
  }

  get state(): SaveState {
    return this._state;
  }

  get title(): string {
    return this._title;
  }

  set title(title: string) {
    this._title = title;
    this._mistake = null;
    this._changed.emit();
  }

  get description(): string {
    return this._description;
  }

  set description(description: string) {
    this._description = description;
    this._changed.emit();
  }

  /** What is wrong with the title. */
  get mistake(): string | null {
    return this._mistake;
  }

  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  /** Whether there is nothing that could be saved. */
  get isBlocked(): boolean {
    return this._state.kind !== 'ready' || !this._state.changes.mayBeSaved;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  retry(): void {
    this._state = { kind: 'loading' };
    this._changed.emit();
    void this.read();
  }

  /** @returns the image that is being made; null when it was not accepted, and why is said */
  async send(): Promise<Image | null> {
    const { client, server, trans } = this.options;
    if (this._isSending || this.isBlocked) return null;
    const title = this._title.trim();
    if (title === '') {
      this._mistake = trans.__('Give it a name');
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._failure = null;
    this._changed.emit();
    try {
      return await client.call(saveEnvironment, {
        params: { name: server },
        body: { title, description: this._description.trim() }
      });
    } catch (error) {
      this._failure = problemText(error, trans);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  private async read(): Promise<void> {
    const { client, server } = this.options;
    try {
      const changes = await client.call(listServerChanges, { params: { name: server } });
      this._state = { kind: 'ready', changes };
    } catch (error) {
      this._state = { kind: 'failed', error };
    }
    if (!this.isDisposed) this._changed.emit();
  }

  private isDisposed = false;
  private _state: SaveState = { kind: 'loading' };
  private _title = '';
  private _description = '';
  private _mistake: string | null = null;
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
