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
import { LiveList } from '../events/live-list.js';
import type { IHubEvents, IVolumesModel, NewVolume, VolumeChange } from '../tokens.js';

/** The volumes that the user may see. */
export class VolumesModel extends LiveList<Volume> implements IVolumesModel {
  constructor(
    private readonly client: HubClient,
    readonly user: string,
    events: IHubEvents
  ) {
    super(events);
  }

  get volumes(): readonly Volume[] {
    return this.items;
  }

  get quotas(): readonly Quota[] {
    return this._quotas;
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

  protected async readItems(): Promise<readonly Volume[]> {
    const [volumes] = await Promise.all([
      readAll(wish => this.client.call(listVolumes, { query: wish })),
      this.readQuotas()
    ]);
    return volumes;
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

  protected onEvent(event: HubEvent): void {
    if (event.type === 'volume') {
      const before = this.find(event.id);
      this.take(event.body);
      if (this.isOpen && before?.usage?.bytes !== event.body.usage?.bytes) void this.readQuotas();
    } else if (event.type === 'quota') {
      this.quotasTold += 1;
      this._quotas = this._quotas.map(quota => (quota.root === event.id ? event.body : quota));
      this._changed.emit();
    } else if (event.type === 'grantsChanged' && event.resource.kind === 'root') {
      if (this.isOpen) void this.readQuotas();
    } else if (event.type === 'volumeDeleted' && this.has(event.id)) {
      this.drop(event.id);
    }
  }

  private _quotas: readonly Quota[] = [];
  /** How many events of quotas have come. */
  private quotasTold = 0;
}
