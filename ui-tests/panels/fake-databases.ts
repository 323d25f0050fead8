import Sqlite from 'better-sqlite3';

import type {
  AnswerColumnType,
  CellValue,
  Database,
  QueryAnswer,
  SchemaTable
} from '../../hub/contract/databases.js';
import { Refusal, Reply, type FakeHub } from './fake-hub.js';
import { idOf } from './ids.js';

interface Kept {
  database: Database;
  readonly sqlite: Sqlite.Database;
}

interface QueryBody {
  readonly sql: string;
  readonly maxRows?: number;
}

/** The databases of the fake hub: each is one of SQLite's, in memory. */
export class FakeDatabases {
  /** How many a user may have; 0: the hub has none. */
  mostPerUser = 20;
  /** Until this settles, no query is answered. */
  held: Promise<void> = Promise.resolve();
  private readonly kept = new Map<string, Kept>();
  private next = 800_000;

  get all(): readonly Database[] {
    return [...this.kept.values()].map(({ database }) => database);
  }

  constructor(private readonly hub: FakeHub) {
    const { handlers } = hub;
    handlers.set('listDatabases', () => ({
      items: this.all,
      nextCursor: null,
      limits: {
        mostPerUser: this.mostPerUser,
        mostBytes: 1024 ** 3,
        querySeconds: 30,
        owned: this.kept.size
      }
    }));
    handlers.set('createDatabase', ({ body }) => {
      const { name, description } = body as { name: string; description: string };
      this.refuseTaken(name);
      return this.add(`kim/${name}`, { description });
    });
    handlers.set('getDatabase', ({ params }) => this.find(params['database']).database);
    handlers.set('changeDatabase', ({ params, body }) => {
      const { database } = this.find(params['database']);
      const { name } = body as { name?: string };
      if (name !== undefined) this.refuseTaken(name);
      const address = `kim/${name ?? database.name}`;
      return this.change(database.id, { ...(body as Partial<Database>), address });
    });
    handlers.set('deleteDatabase', ({ params }) =>
      this.remove(this.find(params['database']).database.id)
    );
    handlers.set('getDatabaseSchema', ({ params }) => ({
      tables: tablesOf(this.find(params['database']).sqlite)
    }));
    handlers.set('queryDatabase', async ({ params, body }) => {
      await this.held;
      return this.query(this.find(params['database']), body as QueryBody);
    });
    handlers.set('queryDatabaseAsCsv', ({ params, body }) => {
      const { sql } = body as QueryBody;
      const { columns, rows } = this.query(this.find(params['database']), { sql, maxRows: 1e9 });
      const lines = [columns.map(({ name }) => name), ...rows].map(row => row.join(','));
      return new Reply(`${lines.join('\r\n')}\r\n`, { 'Content-Type': 'text/csv' });
    });
    handlers.set('importTable', ({ params, body }) => {
      const kept = this.find(params['database']);
      refuseReadOnly(kept);
      return this.import(kept, params['table'] ?? '', String(body));
    });
  }

  /** A database that Kim may see, made by its owner with some statements. */
  add(address: string, more: Partial<Database> = {}, statements = ''): Database {
    const [owner = '', name = ''] = address.split('/');
    const database: Database = {
      id: idOf((this.next += 1)),
      address,
      owner,
      name,
      description: '',
      privileges: ['read', 'write', 'grant'],
      sharing: 'private',
      sizeBytes: 4_096,
      mostBytes: 1024 ** 3,
      version: 1,
      createdAt: new Date().toISOString(),
      ...more
    };
    const sqlite = new Sqlite(':memory:');
    sqlite.exec(statements);
    this.kept.set(database.id, { database, sqlite });
    this.tell(database);
    return database;
  }

  /** Somebody changes what is said of a database, or what Kim may do with it. */
  change(id: string, change: Partial<Database>): Database {
    const kept = this.find(id);
    kept.database = { ...kept.database, ...change, version: kept.database.version + 1 };
    this.tell(kept.database);
    return kept.database;
  }

  /** It is deleted, or no longer shared with Kim. */
  remove(id: string): void {
    const { version } = this.find(id).database;
    this.kept.delete(id);
    this.hub.emit({ type: 'databaseDeleted', id, version: version + 1 });
  }

  /** Somebody else runs statements. */
  runAs(id: string, statements: string): void {
    const { sqlite, database } = this.find(id);
    sqlite.exec(statements);
    this.tell(database);
  }

  get(idOrAddress: string): Database | null {
    return this.keptAs(idOrAddress)?.database ?? null;
  }

  private query(kept: Kept, { sql, maxRows = 1_000 }: QueryBody): QueryAnswer {
    const { sqlite, database } = kept;
    try {
      const statement = sqlite.prepare(sql).safeIntegers();
      if (!statement.readonly) refuseReadOnly(kept);
      if (!statement.reader) {
        const { changes } = statement.run();
        this.change(database.id, { sizeBytes: database.sizeBytes + 4_096 });
        return { columns: [], rows: [], truncated: false, changes, milliseconds: 2 };
      }
      const names = statement.columns().map(({ name }) => name);
      const whole = statement.raw().all() as unknown[][];
      const types = names.map((_name, at) => typeOf(whole.map(row => row[at])));
      return {
        columns: names.map((name, at) => ({ name, type: types[at] ?? 'null' })),
        rows: whole
          .slice(0, maxRows)
          .map(row => row.map((value, at) => written(value, types[at] ?? 'null'))),
        truncated: whole.length > maxRows,
        changes: 0,
        milliseconds: 12
      };
    } catch (error) {
      if (error instanceof Sqlite.SqliteError) throw new Refusal('invalid-request', error.message);
      throw error;
    }
  }

  private import({ sqlite, database }: Kept, table: string, csv: string) {
    if (tablesOf(sqlite).some(({ name }) => name === table)) {
      throw new Refusal('already-exists', 'There is a table of this name');
    }
    const [head = [], ...rows] = csv
      .trimEnd()
      .split(/\r?\n/)
      .map(line => line.split(','));
    const list = (parts: readonly string[]) => parts.join(', ');
    sqlite.exec(`CREATE TABLE "${table}" (${list(head.map(name => `"${name}" TEXT`))})`);
    const insert = sqlite.prepare(`INSERT INTO "${table}" VALUES (${list(head.map(() => '?'))})`);
    for (const row of rows) insert.run(row);
    this.tell(database);
    const columns = head.map(name => ({ name, type: 'TEXT' as const }));
    return { table, columns, rows: rows.length, milliseconds: 4 };
  }

  private refuseTaken(name: string): void {
    if (this.keptAs(`kim/${name}`)) {
      throw new Refusal('already-exists', 'You have a database of this name');
    }
  }

  private find(idOrAddress = ''): Kept {
    const kept = this.keptAs(idOrAddress);
    if (!kept) throw new Refusal('not-found', 'There is no such database, or you may not see it');
    return kept;
  }

  private keptAs(idOrAddress: string): Kept | undefined {
    return [...this.kept.values()].find(
      ({ database: { id, address } }) => id === idOrAddress || address === idOrAddress
    );
  }

  private tell(body: Database): void {
    this.hub.emit({ type: 'database', id: body.id, version: body.version, body });
  }
}

function refuseReadOnly({ database }: Kept): void {
  if (!database.privileges.includes('write')) {
    throw new Refusal('not-allowed', 'You may only read this database');
  }
}

function tablesOf(sqlite: Sqlite.Database): SchemaTable[] {
  const all = sqlite
    .prepare("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    .all() as { name: string; type: 'table' | 'view' }[];
  return all.map(({ name, type }) => {
    const columns = sqlite.pragma(`table_info("${name}")`) as {
      name: string;
      type: string;
      notnull: number;
      pk: number;
    }[];
    const count = sqlite.prepare(`SELECT count(*) AS rows FROM "${name}"`).get() as {
      rows: number;
    };
    return {
      name,
      kind: type,
      columns: columns.map(column => ({
        name: column.name,
        type: column.type,
        notNull: column.notnull === 1,
        primaryKey: column.pk
      })),
      indexes: [],
      rows: type === 'view' ? null : count.rows
    };
  });
}

function typeOf(values: readonly unknown[]): AnswerColumnType {
  const kinds = new Set(values.filter(value => value !== null).map(kindOf));
  if (kinds.has('bigInteger')) kinds.delete('integer');
  const [first = 'null'] = kinds;
  return kinds.size > 1 ? 'mixed' : first;
}

function kindOf(value: unknown): AnswerColumnType {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? 'integer' : 'bigInteger';
  }
  return typeof value === 'number' ? 'real' : Buffer.isBuffer(value) ? 'blob' : 'text';
}

function written(value: unknown, type: AnswerColumnType): CellValue {
  if (value === null) return null;
  const plain = Buffer.isBuffer(value) ? value.toString('base64') : value;
  if (type === 'mixed') {
    const kind = kindOf(value);
    if (kind === 'real') return { type: 'real', value: plain as number };
    if (kind === 'integer' || kind === 'bigInteger') {
      return { type: 'integer', value: String(plain) };
    }
    return { type: kind === 'blob' ? 'blob' : 'text', value: String(plain) };
  }
  return type === 'integer' || type === 'real' ? Number(plain) : String(plain);
}
