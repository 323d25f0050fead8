import { Signal, type ISignal } from '@lumino/signaling';

import {
  getDataSet,
  listDataSets,
  readDataSetLogo,
  type DataSet
} from '../../hub/contract/datasets.js';
import type { HubClient } from '../api/hub-client.js';

/** How long somebody has stopped typing when the hub is asked. */
const PAUSE_MS = 200;

const PAGE = 60;

/** What of the catalogue is shown. */
export interface Wish {
  readonly text: string;
  readonly tag: string | null;
  readonly catalogue: string | null;
}

export const EVERYTHING: Wish = { text: '', tag: null, catalogue: null };

export type CatalogueState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly dataSets: readonly DataSet[];
      readonly nextCursor: string | null;
      /** Of all that the user may see. */
      readonly tags: readonly string[];
      readonly catalogues: readonly string[];
    };

/** The data set whose page is open, if one is. */
export type Opened =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly id: string }
  | { readonly kind: 'failed'; readonly id: string; readonly error: unknown }
  | { readonly kind: 'ready'; readonly dataSet: DataSet };

/** The data sets that the user may see, as far as they answer to what he wishes. */
export class CatalogueModel {
  constructor(private readonly client: HubClient) {}

  get wish(): Wish {
    return this._wish;
  }

  get state(): CatalogueState {
    return this._state;
  }

  get opened(): Opened {
    return this._opened;
  }

  get changed(): ISignal<CatalogueModel, void> {
    return this._changed;
  }

  ask(change: Partial<Wish>): void {
    const isTyped = change.text !== undefined;
    this._wish = { ...this._wish, ...change };
    this._changed.emit();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), isTyped ? PAUSE_MS : 0);
  }

  async refresh(): Promise<void> {
    const wish = this._wish;
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    let state: CatalogueState;
    try {
      const { items, ...page } = await this.read(wish, null);
      state = { kind: 'ready', dataSets: items, ...page };
    } catch (error) {
      state = { kind: 'failed', error };
    }
    if (wish === this._wish) this.setState(state);
  }

  async readMore(): Promise<void> {
    const { _state: before, _wish: wish } = this;
    if (before.kind !== 'ready' || before.nextCursor === null) return;
    const { items, nextCursor } = await this.read(wish, before.nextCursor);
    if (this._state !== before) return;
    this.setState({ ...before, dataSets: [...before.dataSets, ...items], nextCursor });
  }

  async open(id: string): Promise<void> {
    const known =
      this._state.kind === 'ready' ? this._state.dataSets.find(each => each.id === id) : undefined;
    this.setOpened(known ? { kind: 'ready', dataSet: known } : { kind: 'loading', id });
    if (known) return;
    let opened: Opened;
    try {
      const dataSet = await this.client.call(getDataSet, { params: { id } });
      opened = { kind: 'ready', dataSet };
    } catch (error) {
      opened = { kind: 'failed', id, error };
    }
    if (this._opened.kind === 'loading' && this._opened.id === id) this.setOpened(opened);
  }

  close(): void {
    this.setOpened({ kind: 'none' });
  }

  /** The logo as a picture of a type that browsers only draw; null without one. */
  async logoOf(dataSet: DataSet): Promise<Blob | null> {
    if (!dataSet.hasLogo) return null;
    const response = await this.client.open(readDataSetLogo, { id: dataSet.id });
    const blob = await response.blob();
    return /^image\/(?:png|jpeg|gif|webp)$/.test(blob.type) ? blob : null;
  }

  private read({ text, tag, catalogue }: Wish, cursor: string | null) {
    return this.client.call(listDataSets, {
      query: {
        limit: PAGE,
        ...(text.trim() && { q: text.trim() }),
        ...(tag !== null && { tag }),
        ...(catalogue !== null && { catalogue }),
        ...(cursor !== null && { cursor })
      }
    });
  }

  private setState(state: CatalogueState): void {
    this._state = state;
    this._changed.emit();
  }

  private setOpened(opened: Opened): void {
    this._opened = opened;
    this._changed.emit();
  }

  private timer: ReturnType<typeof setTimeout> | undefined;
  private _wish = EVERYTHING;
  private _state: CatalogueState = { kind: 'loading' };
  private _opened: Opened = { kind: 'none' };
  private readonly _changed = new Signal<CatalogueModel, void>(this);
}
