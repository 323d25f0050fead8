import { Signal, type ISignal } from '@lumino/signaling';

import type { IHubEvents } from '../tokens.js';

const PAGE = 100;
/** The most that the hub gives at once. */
const MOST = 200;

export type PagedState<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly items: readonly T[]; readonly hasMore: boolean };

/** What is asked of one page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** A list at the hub as far as it was asked for, with a filter; who makes it says when it is read for the first time. */
export abstract class PagedList<T, Filter> {
  /** @param settleMs - what changes within this time is read once */
  constructor(
    protected readonly events: IHubEvents,
    filter: Filter,
    private readonly settleMs: number
  ) {
    this._filter = filter;
  }

  get state(): PagedState<T> {
    return this._state;
  }

  get filter(): Filter {
    return this._filter;
  }

  set filter(filter: Filter) {
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
    const shown = this._state.kind === 'ready' ? this._state.items.length : 0;
    try {
      const page = await this.page({ limit: Math.min(MOST, Math.max(PAGE, shown)) }, signal);
      this.cursor = page.nextCursor;
      this.setState({ kind: 'ready', items: page.items, hasMore: page.nextCursor !== null });
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
    const items = [...state.items, ...page.items];
    this.setState({ kind: 'ready', items, hasMore: page.nextCursor !== null });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.reading.abort();
    Signal.clearData(this);
  }

  protected abstract page(
    query: PageQuery,
    signal: AbortSignal
  ): Promise<{ readonly items: readonly T[]; readonly nextCursor: string | null }>;

  /** Something happened that the list may tell of. */
  protected readSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), this.settleMs);
  }

  private setState(state: PagedState<T>): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: PagedState<T> = { kind: 'loading' };
  private _filter: Filter;
  private cursor: string | null = null;
  private reading = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = new Signal<this, void>(this);
}
