import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import type { IHubEvents, ListState } from '../tokens.js';
import type { StreamState } from './event-stream.js';

/** What the list is of: it has an id, an address, and versions that rise. */
interface Listed {
  readonly id: string;
  readonly address: string;
  readonly version: number;
}

/** Things of the hub that the user may see: all of them read once, then kept true by the hub's events. */
export abstract class LiveList<Item extends Listed> {
  constructor(events: IHubEvents) {
    events.received.connect(this.onReceived, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get state(): ListState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  open(): void {
    if (!this.opened) void this.refresh();
  }

  async ready(): Promise<void> {
    this.open();
    await this.reading;
  }

  refresh(): Promise<void> {
    this.opened = true;
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    this.reading = this.read();
    return this.reading;
  }

  find(idOrAddress: string): Item | null {
    return (
      this.byId.get(idOrAddress) ??
      this.items.find(({ address }) => address === idOrAddress) ??
      null
    );
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** @throws HubError */
  protected abstract readItems(): Promise<readonly Item[]>;
  /** Anything but a reset, which has the list read again. */
  protected abstract onEvent(event: HubEvent): void;

  /** What else is known of one that is gone is to be forgotten. */
  protected forget(id: string): void {
    this.byId.delete(id);
  }

  /** The whole list was read. */
  protected onRead(): void {
    this.setState({ kind: 'ready' });
  }

  protected get items(): Item[] {
    return [...this.byId.values()];
  }

  protected get isOpen(): boolean {
    return this.opened;
  }

  protected has(id: string): boolean {
    return this.byId.has(id);
  }

  protected take(item: Item): void {
    if (this.put(item)) this._changed.emit();
  }

  protected drop(id: string): void {
    this.forget(id);
    this._changed.emit();
  }

  private async read(): Promise<void> {
    try {
      const items = await this.readItems();
      const present = new Set(items.map(({ id }) => id));
      for (const id of this.byId.keys()) if (!present.has(id)) this.forget(id);
      for (const item of items) this.put(item);
      this.onRead();
    } catch (error) {
      // A list that was read before stays: the stream says that the hub is out of reach, and comes back by itself.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  private onReceived(_sender: IHubEvents, event: HubEvent): void {
    if (event.type !== 'reset') this.onEvent(event);
    else if (this.opened) void this.refresh();
  }

  /** What happened between reading the list and the first event is known to nobody: read again. */
  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened && this._state.kind !== 'loading') {
      void this.refresh();
    }
  }

  /** @returns whether it was news */
  private put(item: Item): boolean {
    const known = this.byId.get(item.id);
    if (known && known.version > item.version) return false;
    this.byId.set(item.id, item);
    return true;
  }

  private setState(state: ListState): void {
    this._state = state;
    this._changed.emit();
  }

  protected readonly _changed = new Signal<this, void>(this);
  private readonly byId = new Map<string, Item>();
  private opened = false;
  private reading: Promise<void> = Promise.resolve();
  private _state: ListState = { kind: 'loading' };
}
