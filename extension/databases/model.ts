import { Signal, type ISignal } from '@lumino/signaling';

import {
  changeDatabase,
  createDatabase,
  deleteDatabase,
  getDatabaseSchema,
  listDatabases,
  type Database,
  type DatabaseLimits
} from '../../hub/contract/databases.js';
import type { HubEvent } from '../../hub/contract/events.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import type { StreamState } from '../events/event-stream.js';
import type {
  DatabaseWords,
  DatabasesState,
  IDatabasesModel,
  IHubEvents,
  SchemaState
} from '../tokens.js';

/** The databases that the user may see: read once, then kept true by the hub's events. */
export class DatabasesModel implements IDatabasesModel {
  constructor(
    private readonly client: HubClient,
    readonly user: string,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get state(): DatabasesState {
    return this._state;
  }

  get databases(): readonly Database[] {
    return [...this.byId.values()];
  }

  get limits(): DatabaseLimits | null {
    return this._limits;
  }

  get changed(): ISignal<IDatabasesModel, void> {
    return this._changed;
  }

  open(): void {
    if (!this.opened) void this.refresh();
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

  find(idOrAddress: string): Database | null {
    return (
      this.byId.get(idOrAddress) ??
      this.databases.find(({ address }) => address === idOrAddress) ??
      null
    );
  }

  async create(words: DatabaseWords): Promise<Database> {
    const database = await this.client.call(createDatabase, { body: words });
    this.take(database);
    return database;
  }

  async change(id: string, words: Partial<DatabaseWords>): Promise<Database> {
    const params = { database: id };
    const database = await this.client.call(changeDatabase, { params, body: words });
    this.take(database);
    return database;
  }

  async remove(id: string): Promise<void> {
    await this.client.call(deleteDatabase, { params: { database: id } });
    this.drop(id);
  }

  schemaOf(id: string): SchemaState | null {
    return this.schemas.get(id) ?? null;
  }

  async readSchema(id: string): Promise<SchemaState> {
    if (this.schemas.get(id)?.kind !== 'ready') this.setSchema(id, { kind: 'loading' });
    const turn = (this.turns.get(id) ?? 0) + 1;
    this.turns.set(id, turn);
    let schema: SchemaState;
    try {
      const { tables } = await this.client.call(getDatabaseSchema, { params: { database: id } });
      schema = { kind: 'ready', tables };
    } catch (error) {
      schema = { kind: 'failed', error };
    }
    // Of two answers the one that was asked for later holds.
    if (this.turns.get(id) === turn && this.byId.has(id)) this.setSchema(id, schema);
    return schema;
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private async read(): Promise<void> {
    try {
      const databases = await readAll(async wish => {
        const page = await this.client.call(listDatabases, { query: wish });
        this._limits = page.limits;
        return page;
      });
      const present = new Set(databases.map(({ id }) => id));
      for (const id of this.byId.keys()) if (!present.has(id)) this.forget(id);
      for (const database of databases) this.put(database);
      this.setState({ kind: 'ready' });
      for (const id of this.schemas.keys()) void this.readSchema(id);
    } catch (error) {
      // A list that was read before stays: the stream says that the hub is out of reach, and comes back by itself.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'reset') {
      if (this.opened) void this.refresh();
    } else if (event.type === 'database') {
      this.take(event.body);
      // Whoever changed it may have changed its tables.
      if (this.schemas.has(event.id)) void this.readSchema(event.id);
    } else if (event.type === 'databaseDeleted' && this.byId.has(event.id)) {
      this.drop(event.id);
    }
  }

  /** What happened between reading the list and the first event is known to nobody: read again. */
  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened && this._state.kind !== 'loading') {
      void this.refresh();
    }
  }

  private take(database: Database): void {
    if (this.put(database)) this._changed.emit();
  }

  /** @returns whether it was news */
  private put(database: Database): boolean {
    const known = this.byId.get(database.id);
    if (known && known.version > database.version) return false;
    this.byId.set(database.id, database);
    return true;
  }

  private drop(id: string): void {
    this.forget(id);
    this._changed.emit();
  }

  private forget(id: string): void {
    this.byId.delete(id);
    this.schemas.delete(id);
    this.turns.delete(id);
  }

  private setSchema(id: string, schema: SchemaState): void {
    this.schemas.set(id, schema);
    this._changed.emit();
  }

  private setState(state: DatabasesState): void {
    this._state = state;
    this._changed.emit();
  }

  private readonly byId = new Map<string, Database>();
  private readonly schemas = new Map<string, SchemaState>();
  private readonly turns = new Map<string, number>();
  private _limits: DatabaseLimits | null = null;
  private opened = false;
  private reading: Promise<void> = Promise.resolve();
  private _state: DatabasesState = { kind: 'loading' };
  private readonly _changed = new Signal<IDatabasesModel, void>(this);
}
