import { Signal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import type { StreamState } from '../events/event-stream.js';
import type { IHubEvents } from '../tokens.js';

/** The hub's events, as a test emits them. */
export class FakeEvents implements IHubEvents {
  readonly received: Signal<IHubEvents, HubEvent> = new Signal(this);
  readonly stateChanged: Signal<IHubEvents, StreamState> = new Signal(this);
  state: StreamState = { kind: 'online' };
  retryNow(): void {}
}
