import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { problemText } from '../api/hub-error.js';

/** What a dialog sends to the hub: whether that is under way, and why it was refused. */
export abstract class SentForm<Saved> {
  constructor(protected readonly trans: TranslationBundle) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Why the whole was refused; null when it was not. */
  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  /** Whether there is nothing that could be sent. */
  get isBlocked(): boolean {
    return false;
  }

  /** @returns what it became at the hub; null when something stands against it, which is said then */
  async send(): Promise<Saved | null> {
    if (this._isSending || this.isBlocked) return null;
    this._failure = null;
    if (!this.isRight()) {
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._changed.emit();
    try {
      return await this.save();
    } catch (error) {
      this._failure = this.refused(error);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** @returns what it became; null when it is not all done, which is said then */
  protected abstract save(): Promise<Saved | null>;

  /** Looks for what is wrong before anything is sent. */
  protected isRight(): boolean {
    return true;
  }

  /** @returns why the whole was refused; null when that is said elsewhere */
  protected refused(error: unknown): string | null {
    return problemText(error, this.trans);
  }

  private _failure: string | null = null;
  private _isSending = false;
  protected readonly _changed = new Signal<this, void>(this);
}
