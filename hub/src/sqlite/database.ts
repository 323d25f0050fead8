import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';

/** 16 MiB. */
const CHECKPOINT_PAGES = 4096;

/**
 * The hub's memory: one SQLite file. Statements are prepared by the stores and kept; writes that belong together go
 * through {@link Database.transaction}, and what must happen only after they are safe through
 * {@link Database.afterCommit}.
 */
export class Database {
  private readonly connection: Sqlite.Database;
  private afterwards: (() => void)[] = [];

  /** @param file - path of the database file, or `:memory:` */
  constructor(file: string) {
    this.connection = new Sqlite(file);
    this.connection.pragma('journal_mode = WAL');
    this.connection.pragma('synchronous = FULL');
    // Each checkpoint waits for the disk twice.
    this.connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.connection.pragma('foreign_keys = ON');
    this.connection.pragma('busy_timeout = 5000');
    this.migrate();
  }

  prepare<Parameters extends unknown[] | object = unknown[], Row = unknown>(sql: string) {
    return this.connection.prepare<Parameters, Row>(sql);
  }

  /**
   * Runs `work` in one immediate transaction; nested calls join the outer one. All of it happens or, if it throws,
   * none of it.
   */
  transaction<Result>(work: () => Result): Result {
    if (this.connection.inTransaction) {
      return work();
    }
    return this.committed(() => this.connection.transaction(work).immediate());
  }

  /**
   * A transaction that does not wait for the disk, on which it is with the next one that does. A loss of power may undo
   * it, a crash of the hub does not: for what is found out or said again.
   */
  lightTransaction<Result>(work: () => Result): Result {
    if (this.connection.inTransaction) {
      return work();
    }
    return this.committed(() => {
      this.connection.pragma('synchronous = NORMAL');
      try {
        return this.connection.transaction(work).immediate();
      } finally {
        this.connection.pragma('synchronous = FULL');
      }
    });
  }

  /** Runs `act` once the present transaction is safe, or at once outside of one; not at all if it is rolled back. */
  afterCommit(act: () => void): void {
    if (this.connection.inTransaction) {
      this.afterwards.push(act);
    } else {
      act();
    }
  }

  close(): void {
    this.connection.close();
  }

  private committed<Result>(transact: () => Result): Result {
    this.afterwards = [];
    const result = transact();
    const afterwards = this.afterwards;
    this.afterwards = [];
    for (const act of afterwards) {
      act();
    }
    return result;
  }

  private migrate(): void {
    const directory = join(import.meta.dirname, 'migrations');
    const done = this.connection.pragma('user_version', { simple: true }) as number;
    const files = readdirSync(directory)
      .filter(name => name.endsWith('.sql'))
      .sort();
    if (done > files.length) {
      throw new Error(`The database was made by a newer version (${done} > ${files.length})`);
    }
    files.slice(done).forEach((name, index) => {
      const sql = readFileSync(join(directory, name), 'utf8');
      this.connection
        .transaction(() => {
          this.connection.exec(sql);
          this.connection.pragma(`user_version = ${done + index + 1}`);
        })
        .exclusive();
    });
  }
}
