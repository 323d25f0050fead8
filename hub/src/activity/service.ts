import type { HubEvent } from '../../contract/events.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import { ActStore } from './act-store.js';
import type { Act, ActivityRecorder, EventPublisher } from './ports.js';
import { EventStore, type NumberedEvent } from './event-store.js';

const KEEP_MS = 24 * 3600 * 1000;
const KEEP_EVENTS = 10_000;

type Listener = (event: NumberedEvent) => void;

/** What a follower missed: events to catch up with, or that nobody knows any more. */
export type Missed =
  | { readonly kind: 'events'; readonly from: number; readonly events: readonly NumberedEvent[] }
  | { readonly kind: 'reset'; readonly newest: number };

/** The record of what was done, and the events that tell users what changed. */
export class ActivityService implements EventPublisher, ActivityRecorder {
  private readonly store: EventStore;
  private readonly acts: ActStore;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly actListeners: ((act: Act) => void)[] = [];
  private readonly eventListeners: ((userId: string, event: HubEvent) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock
  ) {
    this.store = new EventStore(database);
    this.acts = new ActStore(database);
  }

  publish(userId: string, event: HubEvent): void {
    const seq = this.store.insertEvent(userId, this.now(), event);
    this.eventListeners.forEach(listener => listener(userId, event));
    this.database.afterCommit(() => {
      for (const listener of this.listeners.get(userId) ?? []) {
        listener({ seq, event });
      }
    });
  }

  record(act: Act): void {
    this.database.transaction(() => {
      this.acts.insert(this.now(), act);
      for (const listener of this.actListeners) {
        listener(act);
      }
    });
  }

  /** @param listener - called for every act, in the transaction that records it */
  onAct(listener: (act: Act) => void): void {
    this.actListeners.push(listener);
  }

  /** @param listener - called for every event of everybody, in the transaction that publishes it */
  onEvent(listener: (userId: string, event: HubEvent) => void): void {
    this.eventListeners.push(listener);
  }

  /** @returns how to stop listening */
  listen(userId: string, listener: Listener): () => void {
    const listeners = this.listeners.get(userId) ?? new Set();
    this.listeners.set(userId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(userId) === listeners) {
        this.listeners.delete(userId);
      }
    };
  }

  /**
   * What a user missed since an event.
   * @param lastSeen - number of the last event seen, NaN for nonsense; null for a first visit, which missed nothing
   */
  missedSince(userId: string, lastSeen: number | null): Missed {
    const { oldest, newest } = this.store.bounds();
    if (lastSeen === null) {
      return { kind: 'events', from: newest, events: [] };
    }
    if (!(lastSeen <= newest && lastSeen >= oldest - 1)) {
      return { kind: 'reset', newest };
    }
    const events = this.store.eventsAfter(userId, lastSeen, KEEP_EVENTS);
    return { kind: 'events', from: lastSeen, events };
  }

  /** Forgets events older than a day, and all but the last 10,000; to be called now and then. */
  prune(): void {
    this.store.prune(new Date(this.clock().getTime() - KEEP_MS).toISOString(), KEEP_EVENTS);
  }

  private now(): string {
    return this.clock().toISOString();
  }
}
