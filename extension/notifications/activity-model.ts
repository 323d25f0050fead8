import { Signal, type ISignal } from '@lumino/signaling';

import { listActivity, type Activity } from '../../hub/contract/activity.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubEvents } from '../tokens.js';

const PAGE = 100;
/** What happens at once is read at once. */
const SETTLE_MS = 1_000;

/** What the reader wants to see of the record; empty text for no matter. */
export interface ActivityFilter {
  readonly kind: string;
  readonly text: string;
  /** Days of the reader's calendar, `2026-11-20`; both are among what is shown. */
  readonly from: string;
  readonly to: string;
  readonly order: 'newest' | 'oldest';
}

export const NO_FILTER: ActivityFilter = { kind: '', text: '', from: '', to: '', order: 'newest' };

export type ActivityState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly acts: readonly Activity[]; readonly hasMore: boolean };

/** The record of acts as far as it was asked for, read again when something happens. */
export class ActivityModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents,
    /** Only what was done in this group; null for what concerns the reader. */
    private readonly group: string | null = null
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onEvent, this);
    void this.read();
  }

  get state(): ActivityState {
    return this._state;
  }

  get filter(): ActivityFilter {
    return this._filter;
  }

  set filter(filter: ActivityFilter) {
    this._filter = filter;
    this.changedSignal.emit();
    void this.read();
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Reads from the beginning, as far as the list has come. */
  async read(): Promise<void> {
    this.reading.abort();
    const { signal } = (this.reading = new AbortController());
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    const shown = this._state.kind === 'ready' ? this._state.acts.length : 0;
    try {
      const page = await this.page({ limit: Math.min(200, Math.max(PAGE, shown)) }, signal);
      this.cursor = page.nextCursor;
      this.setState({ kind: 'ready', acts: page.items, hasMore: page.nextCursor !== null });
    } catch (error) {
      // A list that was read stays as long as the hub is out of reach.
      if (signal.aborted || this.isOffline()) return;
      this.setState({ kind: 'failed', error });
    }
  }

  async loadMore(): Promise<void> {
    const { state, cursor } = this;
    if (state.kind !== 'ready' || cursor === null) return;
    const { signal } = this.reading;
    const page = await this.page({ limit: PAGE, cursor }, signal);
    if (signal.aborted) return;
    this.cursor = page.nextCursor;
    const acts = [...state.acts, ...page.items];
    this.setState({ kind: 'ready', acts, hasMore: page.nextCursor !== null });
  }

  /** All that the filter lets through, for a spreadsheet. */
  csv(): Promise<string> {
    return this.client.readText(listActivity, { query: this.query(), accept: 'text/csv' });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.reading.abort();
    this.events.received.disconnect(this.onEvent, this);
    this.events.stateChanged.disconnect(this.onEvent, this);
    Signal.clearData(this);
  }

  private page(query: { limit: number; cursor?: string }, signal: AbortSignal) {
    return this.client.call(listActivity, { query: { ...this.query(), ...query }, signal });
  }

  private query() {
    const { kind, text, from, to, order } = this._filter;
    return {
      order,
      ...(this.group !== null && { group: this.group }),
      ...(kind && { kind }),
      ...(text.trim() && { text: text.trim() }),
      ...(from && { since: startOf(from, 0) }),
      ...(to && { until: startOf(to, 1) })
    };
  }

  private isOffline(): boolean {
    return this._state.kind === 'ready' && this.events.state.kind === 'offline';
  }

  private onEvent(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), SETTLE_MS);
  }

  private setState(state: ActivityState): void {
    this._state = state;
    this.changedSignal.emit();
  }

  private _state: ActivityState = { kind: 'loading' };
  private _filter = NO_FILTER;
  private cursor: string | null = null;
  private reading = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly changedSignal = new Signal<this, void>(this);
}

/** When a day begins where the reader is, some days later. */
function startOf(day: string, later: number): string {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + later);
  return start.toISOString();
}
