import { Signal, type ISignal } from '@lumino/signaling';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listDomains } from '../../hub/contract/compute.js';
import type { HubEvent } from '../../hub/contract/events.js';
import {
  getServer,
  keepServer,
  mountVolume,
  stopServer,
  unmountVolume,
  type Server
} from '../../hub/contract/servers.js';
import type { Volume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import type { StreamState } from '../events/event-stream.js';
import type { IHubEvents, IServerModel } from '../tokens.js';
import { labPathOf, volumeFileOf } from './mounts.js';

/** The server in which this page lives. */
export class ServerModel implements IServerModel {
  constructor(
    private readonly client: HubClient,
    private readonly name: string,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get server(): Server | null {
    return this._server;
  }

  get domainTitle(): string | null {
    const { domain } = this._server ?? {};
    return this.domains?.get(domain ?? '') ?? null;
  }

  get changed(): ISignal<IServerModel, void> {
    return this._changed;
  }

  async ready(): Promise<Server | null> {
    if (this._server) return this._server;
    this.reading ??= this.refresh().finally(() => (this.reading = null));
    return this.reading;
  }

  /** A failure is no news here: the event stream tells when the hub is back. */
  async refresh(): Promise<Server | null> {
    try {
      this.take(await this.client.call(getServer, { params: { name: this.name } }));
    } catch {
      return this._server;
    }
    return this._server;
  }

  async keep(): Promise<void> {
    this.take(await this.client.call(keepServer, { params: { name: this.name } }));
  }

  async stop(): Promise<void> {
    this.take(await this.client.call(stopServer, { params: { name: this.name } }));
  }

  async mount({ address, privileges }: Volume): Promise<void> {
    const access = privileges.includes('write') ? 'write' : 'read';
    const params = { name: this.name };
    this.take(await this.client.call(mountVolume, { params, body: { volume: address, access } }));
  }

  async unmount({ address }: Volume): Promise<void> {
    const params = { name: this.name, volume: address };
    this.take(await this.client.call(unmountVolume, { params }));
  }

  labPathOf(file: VolumeFile): string | null {
    return labPathOf(file, this._server?.mounts ?? []);
  }

  volumeFileOf(labPath: string): VolumeFile | null {
    return volumeFileOf(labPath, this._server?.mounts ?? []);
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'server' && event.body.name === this.name) this.take(event.body);
    else if (event.type === 'reset') void this.refresh();
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online') void this.refresh();
  }

  private take(server: Server): void {
    if (this._server?.id === server.id && this._server.version > server.version) return;
    this._server = server;
    this._changed.emit();
    if (!this.domains?.has(server.domain)) void this.readDomains(server.domain);
  }

  /** Asks once for a domain: one that is not offered any more has no title. */
  private async readDomains(domain: string): Promise<void> {
    if (this.askedFor === domain) return;
    this.askedFor = domain;
    try {
      const { items } = await this.client.call(listDomains);
      this.domains = new Map(items.map(({ id, title }) => [id, title]));
      this._changed.emit();
    } catch {
      // The hub is away: what is said of the server next asks again.
      this.askedFor = null;
    }
  }

  private reading: Promise<Server | null> | null = null;
  /** The domain of which the titles were asked last. */
  private askedFor: string | null = null;
  private domains: ReadonlyMap<string, string> | null = null;
  private _server: Server | null = null;
  private readonly _changed = new Signal<IServerModel, void>(this);
}
