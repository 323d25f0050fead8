import type { Readable } from 'node:stream';

import {
  type ImportedTable,
  MOST_ANSWER_BYTES,
  MOST_CSV_BYTES,
  MOST_ROWS_COUNTED,
  type SchemaTable
} from '../../contract/databases.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import { AppError } from '../errors.js';
import type { Database as HubDatabase } from '../sqlite/database.js';
import type { DatabaseEditor } from './editor.js';
import type { Errands } from './errands.js';
import type { Errand } from './process/protocol.js';
import type { DatabaseService } from './service.js';
import { wishOf } from './statement.js';
import type { Database } from './types.js';

const MOST_SQL_RECORDED = 1000;

export interface QueryParts {
  readonly database: HubDatabase;
  readonly databases: DatabaseService;
  readonly editor: Pick<DatabaseEditor, 'announce'>;
  readonly errands: Errands;
  readonly activity: ActivityRecorder;
}

/** A statement, as it is sent. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: Extract<Errand, { kind: 'query' }>['parameters'];
}

/** What users do with what is in their databases. All of it waits for its turn, and is done elsewhere. */
export class DatabaseQueries {
  constructor(private readonly parts: QueryParts) {}

  /** Makes the file of a new database. */
  async make(user: Pick<User, 'id'>, database: Pick<Database, 'id' | 'address'>): Promise<void> {
    const { ended } = await this.parts.errands.run(user, database, { kind: 'create' }, FOREVER);
    await ended;
  }

  /** @throws AppError `not-found`, `too-many-requests`, `limit-reached`, `too-large` */
  async schema(user: User, ref: string, signal: AbortSignal): Promise<SchemaTable[]> {
    const database = this.parts.databases.find(user, ref);
    const { done } = await this.parts.errands.run(
      user,
      database,
      {
        kind: 'schema',
        mostRowsCounted: MOST_ROWS_COUNTED,
        mostAnswerBytes: MOST_ANSWER_BYTES
      },
      signal
    );
    return done.tables ?? [];
  }

  /**
   * Runs a statement. What changes something is recorded, whatever comes of it.
   * @returns the answer as JSON
   * @throws AppError as the contract says
   */
  async query(
    user: User,
    ref: string,
    { maxRows, ...statement }: Statement & { maxRows: number },
    signal: AbortSignal
  ): Promise<Readable> {
    const database = this.parts.databases.find(user, ref);
    const mayWrite = this.parts.databases.privileges(user, database).includes('write');
    const isWrite = wishOf(statement.sql) === 'write';
    if (isWrite && !mayWrite) {
      throw new AppError('not-allowed', `You may only read ${database.address}`);
    }
    try {
      const { done, body } = await this.parts.errands.run(
        user,
        database,
        {
          kind: 'query',
          ...statement,
          mayWrite,
          maxRows,
          mostAnswerBytes: MOST_ANSWER_BYTES
        },
        signal
      );
      if (done.wrote) {
        this.changed(user, database, 'query', recorded(database, statement));
      }
      return body;
    } catch (error) {
      if (isWrite && error instanceof AppError) {
        this.changed(user, database, 'query', recorded(database, statement), 'failed');
      }
      throw error;
    }
  }

  /** What a statement reads, as CSV. @throws AppError as the contract says */
  async csv(
    user: User,
    ref: string,
    statement: Statement,
    signal: AbortSignal
  ): Promise<{ name: string; body: Readable }> {
    const database = this.parts.databases.find(user, ref);
    const { body } = await this.parts.errands.run(
      user,
      database,
      { kind: 'csv', ...statement, mostCsvBytes: MOST_CSV_BYTES },
      signal
    );
    return { name: database.name, body };
  }

  /** Makes a table of a file with CSV in it. @throws AppError as the contract says */
  async importTable(
    user: User,
    database: Database,
    wanted: { source: string; table: string },
    signal: AbortSignal
  ): Promise<Omit<ImportedTable, 'milliseconds'>> {
    const { done } = await this.parts.errands.run(
      user,
      database,
      { kind: 'import', ...wanted },
      signal
    );
    const imported = done.imported as NonNullable<typeof done.imported>;
    const words = `${database.address}: ${imported.table}, ${imported.rows} rows`;
    this.changed(user, database, 'import', words);
    return imported;
  }

  private changed(
    user: User,
    database: Database,
    what: 'query' | 'import',
    detail: string,
    outcome: 'done' | 'failed' = 'done'
  ): void {
    const { activity, database: hub, editor } = this.parts;
    hub.transaction(() => {
      activity.record({
        actorId: user.id,
        action: `database.${what}`,
        resource: { kind: 'database', id: database.id },
        outcome,
        detail,
        concerns: [database.owner.id]
      });
      if (outcome === 'done') {
        editor.announce(database);
      }
    });
  }
}

function recorded({ address }: Database, { sql }: Statement): string {
  return `${address}: ${sql.slice(0, MOST_SQL_RECORDED)}`;
}

const FOREVER = new AbortController().signal;
