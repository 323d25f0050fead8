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
import { AppError, tooManyRequests } from '../errors.js';
import type { Database as HubDatabase } from '../sqlite/database.js';
import type { DatabaseEditor } from './editor.js';
import { problemOf } from './failure-words.js';
import { type DatabaseFiles, QueryFailed, type QueryAnswered, type QueryRunner } from './ports.js';
import type { Errand } from './process/protocol.js';
import type { DatabaseService } from './service.js';
import { wishOf } from './statement.js';
import type { Turns } from './turns.js';
import type { Database, DatabaseSettings } from './types.js';

/** How long somebody who waits for too many is asked to be patient. */
const PATIENCE_MS = 5000;
const MOST_SQL_RECORDED = 1000;

export interface QueryParts {
  readonly database: HubDatabase;
  readonly databases: DatabaseService;
  readonly editor: Pick<DatabaseEditor, 'announce'>;
  readonly runner: QueryRunner;
  readonly turns: Turns;
  readonly files: DatabaseFiles;
  readonly activity: ActivityRecorder;
  readonly settings: DatabaseSettings & { readonly busyMs: number };
}

/** A statement, as it is sent. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: Extract<Errand, { kind: 'query' }>['parameters'];
}

type Common = 'file' | 'mostBytes' | 'busyMs';
type Wanted = Errand extends infer E ? (E extends Errand ? Omit<E, Common> : never) : never;

/** What users do with what is in their databases. All of it waits for its turn, and is done elsewhere. */
export class DatabaseQueries {
  constructor(private readonly parts: QueryParts) {}

  /** Makes the file of a new database. */
  async make(user: User, database: Pick<Database, 'id' | 'address'>): Promise<void> {
    const { ended } = await this.run(user, database, { kind: 'create' }, FOREVER);
    await ended;
  }

  /** @throws AppError `not-found`, `too-many-requests`, `limit-reached`, `too-large` */
  async schema(user: User, ref: string, signal: AbortSignal): Promise<SchemaTable[]> {
    const database = this.parts.databases.find(user, ref);
    const { done } = await this.run(
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
      const { done, body } = await this.run(
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
    const { body } = await this.run(
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
    const { done } = await this.run(user, database, { kind: 'import', ...wanted }, signal);
    const imported = done.imported as NonNullable<typeof done.imported>;
    const words = `${database.address}: ${imported.table}, ${imported.rows} rows`;
    this.changed(user, database, 'import', words);
    return imported;
  }

  private async run(
    user: User,
    database: Pick<Database, 'id' | 'address'>,
    wanted: Wanted,
    signal: AbortSignal
  ): Promise<QueryAnswered> {
    const { files, runner, settings, turns } = this.parts;
    const turn = turns.take(user.id, signal);
    if (!turn) {
      throw tooManyRequests(PATIENCE_MS, 'You have too many queries under way: wait for them');
    }
    const release = await turn;
    try {
      const { mostBytes, busyMs, querySeconds: seconds } = settings;
      const common = { file: files.fileOf(database.id), mostBytes, busyMs };
      const answered = await runner.run({ ...wanted, ...common }, { seconds, signal });
      void answered.ended.finally(release);
      return answered;
    } catch (error) {
      release();
      throw error instanceof QueryFailed ? await this.problem(error, database) : error;
    }
  }

  private async problem(failed: QueryFailed, database: Pick<Database, 'id' | 'address'>) {
    const { files, settings } = this.parts;
    const sizeBytes = files.sizeOf(database.id);
    return problemOf(failed, {
      database,
      settings,
      sizeBytes,
      freeBytes: await files.freeBytes()
    });
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
