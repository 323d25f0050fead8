import type { User } from '../accounts/types.js';
import { tooManyRequests } from '../errors.js';
import { problemOf } from './failure-words.js';
import { type DatabaseFiles, type QueryAnswered, QueryFailed, type QueryRunner } from './ports.js';
import type { Errand } from './process/protocol.js';
import type { Turns } from './turns.js';
import type { Database, DatabaseSettings } from './types.js';

/** How long somebody who waits for too many is asked to be patient. */
const PATIENCE_MS = 5000;

/** How long a query waits for others who write. */
const BUSY_MS = 5000;

type Common = 'file' | 'mostBytes' | 'busyMs';

/** What is to be done with a database. */
export type Wanted = Errand extends infer E ? (E extends Errand ? Omit<E, Common> : never) : never;

export interface ErrandParts {
  readonly runner: QueryRunner;
  readonly turns: Turns;
  readonly files: DatabaseFiles;
  readonly settings: DatabaseSettings;
}

/** Has things done with databases, each in its turn. */
export class Errands {
  constructor(private readonly parts: ErrandParts) {}

  /** @throws AppError that says to the user what became of it */
  async run(
    user: Pick<User, 'id'>,
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
      const { mostBytes, querySeconds: seconds } = settings;
      const common = { file: files.fileOf(database.id), mostBytes, busyMs: BUSY_MS };
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
}
