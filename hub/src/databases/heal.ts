import type { User } from '../accounts/types.js';
import type { Database as HubDatabase } from '../sqlite/database.js';
import type { DatabaseFiles } from './ports.js';
import type { DatabaseService } from './service.js';
import { DatabaseStore } from './store.js';
import type { Database } from './types.js';

export interface HealParts {
  readonly database: HubDatabase;
  readonly databases: DatabaseService;
  readonly files: DatabaseFiles;
  readonly make: (user: Pick<User, 'id'>, database: Database) => Promise<void>;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Makes rows and files agree; to be called at the start, before anybody makes a database. Removes what a crash left: files
 * of no database, CSVs that came in. A database without a file, as after a restore without bytes, is empty.
 */
export async function healDatabases(parts: HealParts): Promise<void> {
  const { database: hub, databases, files, make, log } = parts;
  const known = new Set(new DatabaseStore(hub).ids());
  for (const id of await files.ids()) {
    await (known.has(id) ? files.discardAll(id) : files.remove(id));
  }
  for (const id of known) {
    const database = databases.at(id);
    if (database && files.sizeOf(id) === 0) {
      await files.prepare(id);
      await make(database.owner, database).catch((err: unknown) =>
        log.warn({ err, database: id }, 'a database without a file was not made anew')
      );
    }
  }
}
