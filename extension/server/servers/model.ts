import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../../hub/contract/events.js';
import { getServerOptions, type ServerOptions } from '../../../hub/contract/server-options.js';
import { listServers, type Server } from '../../../hub/contract/servers.js';
import type { HubClient } from '../../api/hub-client.js';
import type { IHubEvents } from '../../tokens.js';

export type ServersState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly servers: readonly Server[];
      readonly options: ServerOptions;
    };

/** The user's servers and what they can be made of, as long as somebody looks at them. */
export class ServersModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    void this.read();
  }

  get state(): ServersState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  retry(): void {
    this.setState({ kind: 'loading' });
    void this.read();
  }

  /** Takes over what an answer of the hub says about a server. */
  take(server: Server): void {
    if (this._state.kind !== 'ready') return;
    const { servers } = this._state;
    const known = servers.find(({ id }) => id === server.id);
    if (!known) void this.read();
    else if (known.version <= server.version) {
      this.setState({
        ...this._state,
        servers: servers.map(other => (other === known ? server : other))
      });
    }
  }

  dispose(): void {
    this.events.received.disconnect(this.onEvent, this);
    Signal.clearData(this);
  }

  private async read(): Promise<void> {
    try {
      const [{ items: servers }, options] = await Promise.all([
        this.client.call(listServers),
        this.client.call(getServerOptions)
      ]);
      this.setState({ kind: 'ready', servers, options });
    } catch (error) {
      this.setState({ kind: 'failed', error });
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'server') this.take(event.body);
    // How many more there may be changes too.
    else if (event.type === 'serverDeleted' || event.type === 'reset') void this.read();
  }

  private setState(state: ServersState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: ServersState = { kind: 'loading' };
  private readonly _changed = new Signal<this, void>(this);
}
