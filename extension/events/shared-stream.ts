import type { HubEvent } from '../../hub/contract/events.js';
import type { HubClient } from '../api/hub-client.js';
import { EventStream, type StreamListener, type StreamState } from './event-stream.js';

/** What the tabs of one browser tell each other. */
type TabMessage =
  | { readonly kind: 'event'; readonly id: string | null; readonly event: HubEvent }
  | { readonly kind: 'state'; readonly state: StreamState }
  | { readonly kind: 'whatState' }
  | { readonly kind: 'retryNow' };

/** The parts of a browser that tabs use to agree; null where a browser does not have them. */
export interface TabWorld {
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly channel: ((name: string) => BroadcastChannel) | null;
}

/**
 * One event stream for all tabs of a browser. Whoever holds the lock reads the hub and passes on what comes; the others
 * listen. When that tab closes, the next one gets the lock and goes on after the last event it has heard of. Without
 * locks or channels every tab reads for itself.
 */
export class SharedStream {
  /**
   * @param name - the same in all tabs that may share: the hub and the user
   */
  constructor(
    private readonly client: HubClient,
    private readonly name: string,
    private readonly world: TabWorld,
    private readonly listener: StreamListener
  ) {}

  /** Takes part until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { locks, channel } = this.world;
    if (!locks || !channel) return this.lead(signal);
    this.channel = channel(this.name);
    this.channel.onmessage = (message: MessageEvent<TabMessage>) => this.hear(message.data);
    this.say({ kind: 'whatState' });
    try {
      await locks.request(this.name, { signal }, () => this.lead(signal));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.channel.close();
    }
  }

  /** Asks whoever leads not to wait any longer. */
  retryNow(): void {
    if (this.stream) this.stream.retryNow();
    else this.say({ kind: 'retryNow' });
  }

  get leads(): boolean {
    return this.stream !== null;
  }

  private async lead(signal: AbortSignal): Promise<void> {
    this.stream = new EventStream(this.client, {
      received: (id, event) => {
        this.take(id, event);
        this.say({ kind: 'event', id, event });
      },
      stateChanged: state => {
        this.state = state;
        this.listener.stateChanged(state);
        this.say({ kind: 'state', state });
      }
    });
    await this.stream.run(signal, this.lastEventId);
    this.stream = null;
  }

  private hear(message: TabMessage): void {
    switch (message.kind) {
      case 'event':
        return this.take(message.id, message.event);
      case 'state':
        return this.listener.stateChanged(message.state);
      case 'whatState':
        return this.stream && this.state
          ? this.say({ kind: 'state', state: this.state })
          : undefined;
      case 'retryNow':
        return this.stream?.retryNow();
    }
  }

  private take(id: string | null, event: HubEvent): void {
    this.lastEventId = id ?? this.lastEventId;
    this.listener.received(id, event);
  }

  private say(message: TabMessage): void {
    this.channel?.postMessage(message);
  }

  private channel: BroadcastChannel | null = null;
  private stream: EventStream | null = null;
  private state: StreamState | null = null;
  private lastEventId: string | null = null;
}
