import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../../hub/contract/events.js';
import { listLinks, revokeLink, type Link } from '../../../hub/contract/links.js';
import type { HubClient } from '../../api/hub-client.js';
import { readAll } from '../../api/read-all.js';
import type { StreamState } from '../../events/event-stream.js';
import type { IHubEvents } from '../../tokens.js';

export type LinksState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly links: readonly Link[] };

/** The user's links, with counts as live as the hub tells them. */
export class LinksModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
    void this.read();
  }

  get state(): LinksState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  async read(): Promise<void> {
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    const wish = ++this.wishes;
    try {
      const links = await readAll(query => this.client.call(listLinks, { query }));
      if (wish === this.wishes) this.setState({ kind: 'ready', links });
    } catch (error) {
      // What was read before stays while the hub is out of reach.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  async revoke(id: string): Promise<void> {
    await this.client.call(revokeLink, { params: { id } });
    this.drop(id);
  }

  dispose(): void {
    this.isDisposed = true;
    this.events.received.disconnect(this.onEvent, this);
    this.events.stateChanged.disconnect(this.onStream, this);
    Signal.clearData(this);
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'linkDeleted') this.drop(event.id);
    else if (event.type === 'link') this.take(event.id, event.body);
    else if (event.type === 'grantsChanged' || event.type === 'volumeDeleted') void this.read();
    else if (event.type === 'reset') void this.read();
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online') void this.read();
  }

  /** Events come without the address: a link that is not known yet is read. */
  private take(id: string, news: Omit<Link, 'url'>): void {
    if (this._state.kind !== 'ready') return;
    const { links } = this._state;
    if (!links.some(link => link.id === id)) {
      void this.read();
      return;
    }
    this.setState({
      kind: 'ready',
      links: links.map(link => (link.id === id ? { ...link, ...news } : link))
    });
  }

  private drop(id: string): void {
    if (this._state.kind !== 'ready') return;
    this.setState({ kind: 'ready', links: this._state.links.filter(link => link.id !== id) });
  }

  private setState(state: LinksState): void {
    if (this.isDisposed) return;
    this._state = state;
    this._changed.emit();
  }

  private _state: LinksState = { kind: 'loading' };
  private wishes = 0;
  private isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
