import { Signal, type ISignal } from '@lumino/signaling';

import {
  deleteFromTrash,
  emptyTrash,
  listTrash,
  restoreFromTrash,
  type TrashItem
} from '../../hub/contract/trash.js';
import type { Volume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError } from '../api/hub-error.js';
import type { VolumeFile } from '../../hub/contract/common.js';

const PAGE = 200;

export type TrashState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly hasMore: boolean };

/** What was deleted in a volume and can be had back. */
export class VolumeTrash {
  constructor(
    private readonly client: HubClient,
    readonly volume: Volume
  ) {
    void this.refresh();
  }

  get state(): TrashState {
    return this._state;
  }

  get items(): readonly TrashItem[] {
    return this._items;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  async refresh(): Promise<void> {
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    try {
      const page = await this.read();
      this._items = page.items;
      this.cursor = page.nextCursor;
      this.setState({ kind: 'ready', hasMore: this.cursor !== null });
    } catch (error) {
      this.setState({ kind: 'failed', error });
    }
  }

  async readMore(): Promise<void> {
    const page = await this.read(this.cursor);
    this._items = [...this._items, ...page.items];
    this.cursor = page.nextCursor;
    this.setState({ kind: 'ready', hasMore: this.cursor !== null });
  }

  /**
   * Puts something back where it was, under another name where its own is taken.
   * @returns where it is now
   */
  async restore(item: TrashItem): Promise<VolumeFile> {
    const params = { id: item.id };
    let place: VolumeFile;
    try {
      place = await this.client.call(restoreFromTrash, { params, body: { conflict: 'fail' } });
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'already-exists')) throw error;
      place = await this.client.call(restoreFromTrash, { params, body: { conflict: 'keepBoth' } });
    }
    this.drop(item);
    return place;
  }

  async deleteForGood(item: TrashItem): Promise<void> {
    await this.client.call(deleteFromTrash, { params: { id: item.id } });
    this.drop(item);
  }

  async empty(): Promise<void> {
    await this.client.call(emptyTrash, { body: { volume: this.volume.address } });
    await this.refresh();
  }

  private read(cursor: string | null = null) {
    return this.client.call(listTrash, {
      query: { volume: this.volume.address, limit: PAGE, ...(cursor && { cursor }) }
    });
  }

  private drop(item: TrashItem): void {
    this._items = this._items.filter(({ id }) => id !== item.id);
    this._changed.emit();
  }

  private setState(state: TrashState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: TrashState = { kind: 'loading' };
  private _items: readonly TrashItem[] = [];
  private cursor: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
