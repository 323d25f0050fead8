import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubEvents } from '../tokens.js';
import type { StreamState } from './event-stream.js';
import { SharedStream, type TabWorld } from './shared-stream.js';

/** The hub's events as signals; connects when it is started and not before. */
export class HubEvents implements IHubEvents {
  constructor(options: { client: HubClient; name: string; world: TabWorld }) {
    this.stream = new SharedStream(options.client, options.name, options.world, {
      received: (_id, event) => this._received.emit(event),
      stateChanged: state => this.setState(state)
    });
  }

  get received(): ISignal<IHubEvents, HubEvent> {
    return this._received;
  }

  get stateChanged(): ISignal<IHubEvents, StreamState> {
    return this._stateChanged;
  }

  get state(): StreamState {
    return this._state;
  }

  /** Starts to listen; a second call changes nothing. */
  start(): void {
    if (this.stop) return;
    this.stop = new AbortController();
    void this.stream.run(this.stop.signal);
  }

  retryNow(): void {
    this.stream.retryNow();
  }

  dispose(): void {
    this.stop?.abort();
    Signal.clearData(this);
  }

  private setState(state: StreamState): void {
    this._state = state;
    this._stateChanged.emit(state);
  }

  private readonly stream: SharedStream;
  private stop: AbortController | null = null;
  private _state: StreamState = { kind: 'connecting' };
  private readonly _received = new Signal<IHubEvents, HubEvent>(this);
  private readonly _stateChanged = new Signal<IHubEvents, StreamState>(this);
}
