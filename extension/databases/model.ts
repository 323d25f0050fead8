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
import { LiveList } from '../events/live-list.js';
import type { Ready } from '../events/live-reading.js';
import type { DatabaseWords, IDatabasesModel, IHubEvents, SchemaState } from '../tokens.js';

/** The databases that the user may see, and the tables of those that he looked into. */
export class DatabasesModel extends LiveList<Database> implements IDatabasesModel {
  constructor(
    private readonly client: HubClient,
    readonly user: string,
    events: IHubEvents
  ) {
    super(events);
  }

  get databases(): readonly Database[] {
    return this.items;
  }

  get limits(): DatabaseLimits | null {
    return this._limits;
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
    if (this.turns.get(id) === turn && this.has(id)) this.setSchema(id, schema);
    return schema;
  }

  protected readItems(): Promise<readonly Database[]> {
    return readAll(async wish => {
      const page = await this.client.call(listDatabases, { query: wish });
      this._limits = page.limits;
      return page;
    });
  }

  protected override async read(): Promise<Ready> {
    const ready = await super.read();
    for (const id of this.schemas.keys()) void this.readSchema(id);
    return ready;
  }

  protected onEvent(event: HubEvent): void {
    if (event.type === 'database') {
      this.take(event.body);
      // Whoever changed it may have changed its tables.
      if (this.schemas.has(event.id)) void this.readSchema(event.id);
    } else if (event.type === 'databaseDeleted' && this.has(event.id)) {
      this.drop(event.id);
    }
  }

  protected override forget(id: string): void {
    super.forget(id);
    this.schemas.delete(id);
    this.turns.delete(id);
  }

  private setSchema(id: string, schema: SchemaState): void {
    this.schemas.set(id, schema);
    this._changed.emit();
  }

  private readonly schemas = new Map<string, SchemaState>();
  private readonly turns = new Map<string, number>();
  private _limits: DatabaseLimits | null = null;
}
