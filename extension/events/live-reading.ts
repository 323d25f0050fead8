import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import type { IHubEvents } from '../tokens.js';
import type { StreamState } from './event-stream.js';

/** All of it is read. */
export interface Ready {
  readonly kind: 'ready';
}

/** The first pages are read. */
export interface ReadSoFar extends Ready {
  readonly hasMore: boolean;
}

export function readSoFar(nextCursor: string | null): ReadSoFar {
  return { kind: 'ready', hasMore: nextCursor !== null };
}

type Reading<Read> =
  { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly error: unknown } | Read;

/** Something at the hub: read once somebody wants it, then kept true by the hub's events. */
export abstract class LiveReading<Read extends Ready> {
  constructor(events: IHubEvents) {
    events.received.connect(this.onReceived, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get state(): Reading<Read> {
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
    this.reading = this.readNow();
    return this.reading;
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** Reads all of it and keeps it. @throws HubError */
  protected abstract read(): Promise<Read>;
  /** Anything but a reset, which has it read again. */
  protected abstract onEvent(event: HubEvent): void;

  protected readAgain(): void {
    if (this.opened) void this.refresh();
  }

  protected get isOpen(): boolean {
    return this.opened;
  }

  protected setState(state: Reading<Read>): void {
    this._state = state;
    this._changed.emit();
  }

  private async readNow(): Promise<void> {
    try {
      this.setState(await this.read());
    } catch (error) {
      // What was read before stays: the stream says that the hub is out of reach, and comes back by itself.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  private onReceived(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'reset') this.readAgain();
    else this.onEvent(event);
  }

  /** What happened between reading and the first event is known to nobody: read again. */
  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this._state.kind !== 'loading') this.readAgain();
  }

  protected readonly _changed = new Signal<this, void>(this);
  private opened = false;
  private reading: Promise<void> = Promise.resolve();
  private _state: Reading<Read> = { kind: 'loading' };
}
