import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { submitJob, type Job } from '../../hub/contract/jobs.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError, problemText } from '../api/hub-error.js';
import type { NotebookFacts, Offer } from './facts.js';
import {
  defaultForm,
  defaultImage,
  mistakesFromHub,
  mistakesOf,
  requestOf,
  type Mistakes,
  type SubmitForm
} from './form.js';
import type { Json } from './literals.js';

/** How far the dialog is. */
export type SubmitState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly offer: Offer; readonly form: SubmitForm };

interface SubmitOptions {
  readonly client: HubClient;
  readonly notebook: NotebookFacts;
  readonly lastDomain: string | null;
  readonly readOffer: () => Promise<Offer>;
  /** Saves what is unsaved; then the content of the notebook as it was saved. */
  readonly save: () => Promise<Json>;
  readonly trans: TranslationBundle;
}

/** What the submit dialog knows and does; the dialog only shows it. */
export class SubmitController {
  constructor(private readonly options: SubmitOptions) {
    this.loading = this.load();
  }

  get notebook(): NotebookFacts {
    return this.options.notebook;
  }

  get state(): SubmitState {
    return this._state;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  /** What is wrong with fields: what the hub said until the field changes, and what can be seen here. */
  get mistakes(): Mistakes {
    if (this._state.kind !== 'ready') return {};
    const { form, offer } = this._state;
    const seen = mistakesOf(form, this.options.notebook, offer, this.options.trans);
    const shown = this.wasTried
      ? seen
      : Object.fromEntries(Object.entries(seen).filter(([field]) => this.touched.has(field)));
    return { ...this.fromHub, ...shown };
  }

  /** Why the last attempt did not succeed, where that concerns no single field. */
  get failure(): string | null {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @param field - the name by which mistakes of it are known */
  edit(field: string, change: Partial<SubmitForm>): void {
    if (this._state.kind !== 'ready') return;
    this.touched.add(field);
    this.fromHub = Object.fromEntries(
      Object.entries(this.fromHub).filter(([name]) => name !== field)
    );
    let form: SubmitForm = { ...this._state.form, ...change };
    if (change.domain !== undefined) {
      const { offer } = this._state;
      const domain = offer.domains.find(({ id }) => id === form.domain);
      if (!domain?.images.includes(form.image)) {
        form = { ...form, image: defaultImage(domain, offer)?.id ?? '' };
      }
    }
    this._state = { ...this._state, form };
    this._changed.emit();
  }

  retry(): void {
    this._state = { kind: 'loading' };
    this._changed.emit();
    this.loading = this.load();
  }

  /** Sends the form. @returns null when it was not accepted; then mistakes and failure say why */
  async submit(): Promise<Job | null> {
    if (this._isSending) return null;
    this.setSending(true);
    try {
      await this.loading;
      return await this.send();
    } finally {
      this.setSending(false);
    }
  }

  private async send(): Promise<Job | null> {
    if (this._state.kind !== 'ready') return null;
    const { notebook, trans, client, save } = this.options;
    this.wasTried = true;
    this._failure = null;
    this.fromHub = {};
    const { form } = this._state;
    if (Object.keys(this.mistakes).length > 0) return null;
    let content: Json;
    try {
      content = await save();
    } catch {
      this._failure = trans.__('The notebook could not be saved, so it was not submitted.');
      return null;
    }
    try {
      const body = requestOf(form, notebook, content, trans);
      const key = this.keyFor(JSON.stringify(body));
      return await client.call(submitJob, { body, idempotencyKey: key });
    } catch (error) {
      this.explain(error, form);
      return null;
    }
  }

  /** The same key for the same request: an attempt whose answer got lost is not made twice. */
  private keyFor(body: string): string {
    if (this.sent?.body !== body) this.sent = { body, key: crypto.randomUUID() };
    return this.sent.key;
  }

  private explain(error: unknown, form: SubmitForm): void {
    const { fields, rest } = mistakesFromHub(error instanceof HubError ? error.fields : [], form);
    this.fromHub = fields;
    if (rest.length > 0) this._failure = rest.join(' ');
    else if (Object.keys(fields).length === 0) {
      this._failure = problemText(error, this.options.trans);
    }
  }

  private async load(): Promise<void> {
    try {
      const offer = await this.options.readOffer();
      const form = defaultForm(this.options.notebook, offer, this.options.lastDomain);
      this._state = { kind: 'ready', offer, form };
    } catch (error) {
      this._state = { kind: 'failed', error };
    }
    this._changed.emit();
  }

  private setSending(isSending: boolean): void {
    this._isSending = isSending;
    this._changed.emit();
  }

  private loading: Promise<void>;
  private readonly touched = new Set<string>();
  private wasTried = false;
  private fromHub: Mistakes = {};
  private sent: { body: string; key: string } | null = null;
  private _state: SubmitState = { kind: 'loading' };
  private _isSending = false;
  private _failure: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
