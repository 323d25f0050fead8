import { Signal, type ISignal } from '@lumino/signaling';

import {
  HITS_IN_OVERVIEW,
  search,
  type SearchHit,
  type SearchKind
} from '../../hub/contract/search.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubSearch, SearchState } from '../tokens.js';

/** How long somebody has stopped typing when the hub is asked. */
const PAUSE_MS = 200;

const PAGE = 50;

/** What the hub finds for the words in a field. An answer to words of before is dropped. */
export class HubSearch implements IHubSearch {
  constructor(
    private readonly client: HubClient,
    /** Shows something that was found. */
    readonly open: (hit: SearchHit) => void
  ) {}

  get text(): string {
    return this._text;
  }

  set text(text: string) {
    if (text === this._text) return;
    this._text = text;
    clearTimeout(this.timer);
    this.asking?.abort();
    if (text.trim() === '') {
      this.set({ kind: 'idle' });
      return;
    }
    if (this._state.kind !== 'ready') this.set({ kind: 'loading' });
    this.timer = setTimeout(() => void this.ask(text.trim()), PAUSE_MS);
  }

  get state(): SearchState {
    return this._state;
  }

  get changed(): ISignal<IHubSearch, void> {
    return this._changed;
  }

  retry(): void {
    const text = this._text.trim();
    if (text === '') return;
    this.set({ kind: 'loading' });
    void this.ask(text);
  }

  async more(kind: SearchKind): Promise<void> {
    const { _state: before } = this;
    if (before.kind !== 'ready') return;
    const { items } = await this.client.call(search, {
      query: { q: before.text, kind, limit: PAGE }
    });
    if (this._state !== before) return;
    const others = before.hits.filter(hit => hit.kind !== kind);
    const at = before.hits.findIndex(hit => hit.kind === kind);
    const more = new Set(before.hasMore);
    more.delete(kind);
    this.set({
      ...before,
      hits: [...others.slice(0, at), ...items, ...others.slice(at)],
      hasMore: more
    });
  }

  private async ask(q: string): Promise<void> {
    const asking = new AbortController();
    this.asking?.abort();
    this.asking = asking;
    let state: SearchState;
    try {
      const { items, partial } = await this.client.call(search, {
        query: { q },
        signal: asking.signal
      });
      state = { kind: 'ready', text: q, hits: items, hasMore: fullKinds(items), partial };
    } catch (error) {
      state = { kind: 'failed', error };
    }
    if (!asking.signal.aborted) this.set(state);
  }

  private set(state: SearchState): void {
    this._state = state;
    this._changed.emit();
  }

  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;
  private _text = '';
  private _state: SearchState = { kind: 'idle' };
  private readonly _changed = new Signal<IHubSearch, void>(this);
}

/** Kinds of which as many came as come at once: there may be more. */
function fullKinds(hits: readonly SearchHit[]): ReadonlySet<SearchKind> {
  const kinds = new Set(hits.map(({ kind }) => kind));
  return new Set(
    [...kinds].filter(kind => hits.filter(hit => hit.kind === kind).length >= HITS_IN_OVERVIEW)
  );
}
