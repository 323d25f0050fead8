import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import { listGrants } from '../../hub/contract/grants.js';
import { getGroup, listMembers, mayDoInGroup } from '../../hub/contract/groups.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import type { StreamState } from '../events/event-stream.js';
import type { IGroupInside, IGroupsModel, IHubEvents, InsideState } from '../tokens.js';
import { inOrder } from './members.js';

/** One group with its members and what is shared with it, kept true by the hub's events. */
export class GroupInside implements IGroupInside {
  constructor(
    private readonly client: HubClient,
    private readonly groups: IGroupsModel,
    private readonly events: IHubEvents,
    readonly id: string
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
    void this.read();
  }

  get state(): InsideState {
    return this._state;
  }

  get changed(): ISignal<IGroupInside, void> {
    return this._changed;
  }

  retry(): void {
    this.setState({ kind: 'loading' });
    void this.read();
  }

  /** Reads again, after a change that this page has made. */
  async read(): Promise<void> {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    this.isReading = true;
    do {
      this.isStale = false;
      await this.readOnce();
    } while (this.isStale && !this.isDisposed);
    this.isReading = false;
  }

  dispose(): void {
    this.isDisposed = true;
    this.events.received.disconnect(this.onEvent, this);
    this.events.stateChanged.disconnect(this.onStream, this);
    Signal.clearData(this);
  }

  private async readOnce(): Promise<void> {
    const params = { id: this.id };
    try {
      const group = await this.client.call(getGroup, { params });
      const inside = mayDoInGroup(group, 'seeInside')
        ? await Promise.all([
            readAll(wish => this.client.call(listMembers, { params, query: wish })),
            readAll(wish => this.client.call(listGrants, { query: { group: this.id, ...wish } }))
          ])
        : null;
      this.setState({
        kind: 'ready',
        group,
        inside: inside && { members: inOrder(inside[0]), grants: inside[1] }
      });
    } catch (error) {
      // What was read before stays while the hub is out of reach.
      if (this._state.kind !== 'ready' || this.groups.find(this.id) === null) {
        this.setState({ kind: 'failed', error });
      }
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    const concerns =
      event.type === 'reset' ||
      event.type === 'grantsChanged' ||
      ((event.type === 'group' || event.type === 'groupDeleted') && event.id === this.id);
    if (concerns) void this.read();
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online') void this.read();
  }

  private setState(state: InsideState): void {
    if (this.isDisposed) return;
    this._state = state;
    this._changed.emit();
  }

  private _state: InsideState = { kind: 'loading' };
  private isReading = false;
  private isStale = false;
  private isDisposed = false;
  private readonly _changed = new Signal<IGroupInside, void>(this);
}
