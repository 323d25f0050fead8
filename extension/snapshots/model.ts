import { Signal, type ISignal } from '@lumino/signaling';

import type { VolumeFile } from '../../hub/contract/common.js';
import type { HubEvent } from '../../hub/contract/events.js';
import type { Entry } from '../../hub/contract/files.js';
import {
  deleteSnapshot,
  listSnapshotEntries,
  listSnapshots,
  makeSnapshot,
  restoreSnapshot,
  type Snapshot,
  type SnapshotSchedule
} from '../../hub/contract/snapshots.js';
import type { Task, TaskConflict } from '../../hub/contract/tasks.js';
import type { Volume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubEvents } from '../tokens.js';
import { worthShowing } from './versions.js';

const PAGE = 100;

/** How far the list of snapshots is known. */
export type SnapshotsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly hasMore: boolean };

/** What is known of the place that is looked at in a snapshot. */
export type InsideState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly entry: Entry;
      readonly items: readonly Entry[];
      readonly hasMore: boolean;
    };

interface EarlierVersionsOptions {
  readonly client: HubClient;
  readonly events: IHubEvents;
  readonly volume: Volume;
  /** What the versions are of; empty for the volume itself. */
  readonly path: string;
}

/** The snapshots of a volume, and one of them looked into: the versions of a volume, a folder or a file. */
export class EarlierVersions {
  constructor(private readonly options: EarlierVersionsOptions) {
    this._place = options.path;
    options.events.received.connect(this.onEvent, this);
    void this.refresh();
  }

  get volume(): Volume {
    return this.options.volume;
  }

  get path(): string {
    return this.options.path;
  }

  get state(): SnapshotsState {
    return this._state;
  }

  /** Newest first; those that show something of the path. */
  get snapshots(): readonly Snapshot[] {
    return worthShowing(this.all, this.path);
  }

  /** Null where none are made by themselves. */
  get schedule(): SnapshotSchedule | null {
    return this._schedule;
  }

  get chosen(): Snapshot | null {
    return this.all.find(({ id }) => id === this.chosenId) ?? null;
  }

  /** The path that is looked at in the chosen snapshot. */
  get place(): string {
    return this._place;
  }

  get inside(): InsideState {
    return this._inside;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  dispose(): void {
    this.options.events.received.disconnect(this.onEvent, this);
    Signal.clearData(this);
  }

  async refresh(): Promise<void> {
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    try {
      const page = await this.read(null);
      this.all = page.items;
      this.cursor = page.nextCursor;
      this._schedule = page.schedule;
      this.setState({ kind: 'ready', hasMore: this.cursor !== null });
      if (!this.chosen) await this.choose(this.snapshots.find(isWhole)?.id ?? null);
    } catch (error) {
      this.setState({ kind: 'failed', error });
    }
  }

  async readMore(): Promise<void> {
    const page = await this.read(this.cursor);
    this.all = [...this.all, ...page.items];
    this.cursor = page.nextCursor;
    this.setState({ kind: 'ready', hasMore: this.cursor !== null });
  }

  async choose(id: string | null): Promise<void> {
    this.chosenId = id;
    await this.goTo(this.path);
  }

  /** Looks at a folder or file of the chosen snapshot. */
  async goTo(path: string): Promise<void> {
    const id = this.chosenId;
    this._place = path;
    this._inside = id === null ? { kind: 'none' } : { kind: 'loading' };
    this._changed.emit();
    if (id === null) return;
    let inside: InsideState;
    try {
      const { entry, items, nextCursor } = await this.options.client.call(listSnapshotEntries, {
        params: { id },
        query: { path, hidden: 'true', limit: 1000 }
      });
      inside = { kind: 'ready', entry, items, hasMore: nextCursor !== null };
    } catch (error) {
      inside = { kind: 'failed', error };
    }
    // Somebody may have gone elsewhere while this was read.
    if (this.chosenId !== id || this._place !== path) return;
    this._inside = inside;
    this._changed.emit();
  }

  /** @throws HubError */
  async make(): Promise<void> {
    await this.options.client.call(makeSnapshot, { body: { volume: this.volume.id } });
    await this.refresh();
  }

  /** @throws HubError */
  async remove(snapshot: Snapshot): Promise<void> {
    await this.options.client.call(deleteSnapshot, { params: { id: snapshot.id } });
    if (this.chosenId === snapshot.id) this.chosenId = null;
    await this.refresh();
  }

  /**
   * @param target - the folder that it goes into; without one it goes where it was
   * @throws HubError
   */
  restore(path: string, conflict: TaskConflict, target?: VolumeFile): Promise<Task> {
    return this.options.client.call(restoreSnapshot, {
      params: { id: this.chosenId ?? '' },
      body: { path, conflict, ...(target && { target }) }
    });
  }

  private read(cursor: string | null) {
    const { path, volume, client } = this.options;
    return client.call(listSnapshots, {
      query: {
        volume: volume.id,
        limit: PAGE,
        ...(path !== '' && { path }),
        ...(cursor && { cursor })
      }
    });
  }

  private onEvent(_: IHubEvents, event: HubEvent): void {
    const isOurs = event.type === 'snapshots' && event.id === this.volume.id;
    if (isOurs || event.type === 'reset') void this.refresh();
  }

  private setState(state: SnapshotsState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: SnapshotsState = { kind: 'loading' };
  private all: readonly Snapshot[] = [];
  private cursor: string | null = null;
  private _schedule: SnapshotSchedule | null = null;
  private chosenId: string | null = null;
  private _place: string;
  private _inside: InsideState = { kind: 'none' };
  private readonly _changed = new Signal<this, void>(this);
}

export function isWhole({ state }: Snapshot): boolean {
  return state === 'whole';
}
