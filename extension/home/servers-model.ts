import { Signal, type ISignal } from '@lumino/signaling';

import { listImages, type Image } from '../../hub/contract/compute.js';
import type { HubEvent } from '../../hub/contract/events.js';
import { listServers, type Server } from '../../hub/contract/servers.js';
import type { HubClient } from '../api/hub-client.js';
import type { StreamState } from '../events/event-stream.js';
import type { IHubEvents } from '../tokens.js';

/** The user's servers, and the images that he may use: read when somebody looks, then kept true by the hub's events. */
export class ServersModel {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  /** The default one first, the others by name; null as long as they are not known. */
  get servers(): readonly Server[] | null {
    return this._servers;
  }

  /** As people know it; the id of one that the user may not use any more. */
  imageTitle(id: string): string {
    return this.images.find(image => image.id === id)?.title ?? id;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads the list unless that was done. */
  open(): void {
    if (this.opened) return;
    this.opened = true;
    this.reading = this.read();
  }

  /** Settles when the list was read once, or could not be. */
  ready(): Promise<void> {
    this.open();
    return this.reading;
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** A failure is no news here: the event stream tells when the hub is back. */
  private async read(): Promise<void> {
    try {
      const [servers, images] = await Promise.all([
        this.client.call(listServers),
        this.client.call(listImages)
      ]);
      this.images = images.items;
      this.take(servers.items);
    } catch {
      return;
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (!this.opened) return;
    if (event.type === 'reset') void this.read();
    else if (event.type === 'server') {
      const others = (this._servers ?? []).filter(({ id }) => id !== event.body.id);
      const known = this._servers?.find(({ id }) => id === event.body.id);
      if (!known || known.version <= event.body.version) this.take([...others, event.body]);
    } else if (event.type === 'serverDeleted') {
      this.take((this._servers ?? []).filter(({ id }) => id !== event.id));
    }
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened) void this.read();
  }

  private take(servers: readonly Server[]): void {
    const rank = ({ name }: Server) => (name === 'default' ? '' : name);
    this._servers = [...servers].sort((a, b) => rank(a).localeCompare(rank(b)));
    this._changed.emit();
  }

  private opened = false;
  private reading: Promise<void> = Promise.resolve();
  private images: readonly Image[] = [];
  private _servers: readonly Server[] | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
