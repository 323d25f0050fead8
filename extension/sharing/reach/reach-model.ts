import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../../hub/contract/events.js';
import {
  listGrants,
  putGrant,
  SubjectRef,
  type Grant,
  type ResourceKind,
  type SubjectKind
} from '../../../hub/contract/grants.js';
import type { HubClient } from '../../api/hub-client.js';
import type { StreamState } from '../../events/event-stream.js';
import type { IHubEvents } from '../../tokens.js';

const PAGE = 100;
/** What changes at once is read at once. */
const SETTLE_MS = 300;

/** Which of what reaches the user he wants to see; empty text for no matter. */
export interface ReachFilter {
  readonly kind: ResourceKind | '';
  readonly through: SubjectKind | '';
  readonly text: string;
}

export const NO_FILTER: ReachFilter = { kind: '', through: '', text: '' };

export type ReachState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly grants: readonly Grant[]; readonly hasMore: boolean };

/** Everything that was granted to the user, in person, through groups and with everyone, page by page. */
export class ReachModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
    void this.read();
  }

  get state(): ReachState {
    return this._state;
  }

  get filter(): ReachFilter {
    return this._filter;
  }

  set filter(filter: ReachFilter) {
    this._filter = filter;
    this._changed.emit();
    void this.read();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads from the beginning, as far as the list has come. */
  async read(): Promise<void> {
    this.reading.abort();
    const { signal } = (this.reading = new AbortController());
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    const shown = this._state.kind === 'ready' ? this._state.grants.length : 0;
    try {
      const page = await this.page({ limit: Math.min(200, Math.max(PAGE, shown)) }, signal);
      this.cursor = page.nextCursor;
      this.setState({ kind: 'ready', grants: page.items, hasMore: page.nextCursor !== null });
    } catch (error) {
      // A list that was read stays as long as the hub is out of reach.
      const isOffline = this._state.kind === 'ready' && this.events.state.kind === 'offline';
      if (!signal.aborted && !isOffline) this.setState({ kind: 'failed', error });
    }
  }

  async loadMore(): Promise<void> {
    const { _state: state, cursor } = this;
    if (state.kind !== 'ready' || cursor === null) return;
    const { signal } = this.reading;
    const page = await this.page({ limit: PAGE, cursor }, signal);
    if (signal.aborted) return;
    this.cursor = page.nextCursor;
    const grants = [...state.grants, ...page.items];
    this.setState({ kind: 'ready', grants, hasMore: page.nextCursor !== null });
  }

  /** Withdraws what was granted to the user himself. */
  async giveUp({ resource: { kind, id }, subject }: Grant): Promise<void> {
    const to = SubjectRef.parse({ kind: subject.kind, id: subject.id });
    await this.client.call(putGrant, {
      body: { resource: { kind, id }, subject: to, privileges: [] }
    });
    await this.read();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.reading.abort();
    this.events.received.disconnect(this.onEvent, this);
    this.events.stateChanged.disconnect(this.onStream, this);
    Signal.clearData(this);
  }

  private page(query: { limit: number; cursor?: string }, signal: AbortSignal) {
    const { kind, through, text } = this._filter;
    const q = text.trim();
    return this.client.call(listGrants, {
      query: {
        user: 'me',
        ...(kind && { kind }),
        ...(through && { through }),
        ...(q && { q }),
        ...query
      },
      signal
    });
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    const concerns = ['reset', 'grantsChanged', 'group', 'groupDeleted', 'volumeDeleted'];
    if (!concerns.includes(event.type)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), SETTLE_MS);
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online') void this.read();
  }

  private setState(state: ReachState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: ReachState = { kind: 'loading' };
  private _filter = NO_FILTER;
  private cursor: string | null = null;
  private reading = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = new Signal<this, void>(this);
}
