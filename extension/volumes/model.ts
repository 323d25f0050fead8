import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import {
  changeVolume,
  createVolume,
  deleteVolume,
  listQuotas,
  listVolumes,
  type Quota,
  type Volume
} from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import type { StreamState } from '../events/event-stream.js';
import type {
  IHubEvents,
  IVolumesModel,
  NewVolume,
  VolumeChange,
  VolumesState
} from '../tokens.js';

/** The volumes that the user may see: read once, then kept true by the hub's events. */
export class VolumesModel implements IVolumesModel {
  constructor(
    private readonly client: HubClient,
    readonly user: string,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get state(): VolumesState {
    return this._state;
  }

  get volumes(): readonly Volume[] {
    return [...this.byId.values()];
  }

  get quotas(): readonly Quota[] {
    return this._quotas;
  }

  get changed(): ISignal<IVolumesModel, void> {
    return this._changed;
  }

  open(): void {
    if (this.opened) return;
    void this.refresh();
  }

  async ready(): Promise<void> {
    this.open();
    await this.reading;
  }

  refresh(): Promise<void> {
    this.opened = true;
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    this.reading = this.read();
    return this.reading;
  }

  find(idOrAddress: string): Volume | null {
    return (
      this.byId.get(idOrAddress) ??
      this.volumes.find(volume => volume.address === idOrAddress) ??
      null
    );
  }

  async create(wanted: NewVolume): Promise<Volume> {
    const volume = await this.client.call(createVolume, { body: wanted });
    this.take(volume);
    return volume;
  }

  async change(id: string, change: VolumeChange): Promise<Volume> {
    const volume = await this.client.call(changeVolume, { params: { volume: id }, body: change });
    this.take(volume);
    return volume;
  }

  async remove(id: string): Promise<void> {
    await this.client.call(deleteVolume, { params: { volume: id } });
    this.drop(id);
    void this.readQuotas();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private async read(): Promise<void> {
    try {
      const [volumes] = await Promise.all([
        readAll(wish => this.client.call(listVolumes, { query: wish })),
        this.readQuotas()
      ]);
      const present = new Set(volumes.map(volume => volume.id));
      for (const id of this.byId.keys()) if (!present.has(id)) this.byId.delete(id);
      for (const volume of volumes) this.put(volume);
      this.setState({ kind: 'ready' });
    } catch (error) {
      // A list that was read before stays: the stream says that the hub is out of reach, and comes back by itself.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  /** Without figures the volumes are of use all the same. */
  private async readQuotas(): Promise<void> {
    const told = this.quotasTold;
    try {
      const { items } = await this.client.call(listQuotas);
      // What the hub told meanwhile may be newer than this answer.
      if (told !== this.quotasTold) return await this.readQuotas();
      this._quotas = items;
      this._changed.emit();
    } catch {
      return;
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'reset') {
      if (this.opened) void this.refresh();
    } else if (event.type === 'volume') {
      const before = this.byId.get(event.id);
      this.take(event.body);
      if (this.opened && before?.usage?.bytes !== event.body.usage?.bytes) void this.readQuotas();
    } else if (event.type === 'quota') {
      this.quotasTold += 1;
      this._quotas = this._quotas.map(quota => (quota.root === event.id ? event.body : quota));
      this._changed.emit();
    } else if (event.type === 'grantsChanged' && event.resource.kind === 'root') {
      if (this.opened) void this.readQuotas();
    } else if (event.type === 'volumeDeleted' && this.byId.has(event.id)) {
      this.drop(event.id);
    }
  }

  /** What happened between reading the list and the first event is known to nobody: read again. */
  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened && this._state.kind !== 'loading') {
      void this.refresh();
    }
  }

  private take(volume: Volume): void {
    if (this.put(volume)) this._changed.emit();
  }

  /** @returns whether it was news */
  private put(volume: Volume): boolean {
    const known = this.byId.get(volume.id);
    if (known && known.version > volume.version) return false;
    this.byId.set(volume.id, volume);
    return true;
  }

  private drop(id: string): void {
    this.byId.delete(id);
    this._changed.emit();
  }

  private setState(state: VolumesState): void {
    this._state = state;
    this._changed.emit();
  }

  private readonly byId = new Map<string, Volume>();
  private _quotas: readonly Quota[] = [];
  /** How many events of quotas have come. */
  private quotasTold = 0;
  private opened = false;
  private reading: Promise<void> = Promise.resolve();
  private _state: VolumesState = { kind: 'loading' };
  private readonly _changed = new Signal<IVolumesModel, void>(this);
}
