import Sqlite from 'better-sqlite3';

const ALL_PAGES = 0x7fffffff;

/** What is needed to make a backup of the rest. */
export interface CopiedDatabase {
  readonly hubId: string;
  /** Number of migrations it has seen. */
  readonly schema: number;
  readonly volumes: readonly CopiedVolume[];
  readonly databases: readonly CopiedUserDatabase[];
}

/** A volume that is not deleted. */
export interface CopiedVolume {
  readonly id: string;
  readonly kind: 'user' | 'data';
  readonly root: string;
  readonly owner: string | null;
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

/** A database of a user. */
export interface CopiedUserDatabase {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
}

/** Copies the database while others read and write it: as it is at one moment. @param target - does not exist yet */
export async function copyDatabase(source: string, target: string): Promise<CopiedDatabase> {
  await copyAsItIs(source, target);
  return lookInto(target);
}

/** Copies any database, of which nothing is believed: its pages as they are at one moment, and no SQL. */
export async function copyAsItIs(source: string, target: string): Promise<void> {
  const database = new Sqlite(source, { readonly: true, fileMustExist: true });
  try {
    // In one step: every write between two would begin it anew.
    await database.backup(target, { progress: () => ALL_PAGES });
  } finally {
    database.close();
  }
}

function lookInto(file: string): CopiedDatabase {
  const database = new Sqlite(file);
  try {
    // One file, with no journal beside it.
    database.pragma('journal_mode = DELETE');
    const hub = database.prepare<[], { id: string }>('SELECT id FROM hub').get();
    const volumes = database
      .prepare<[], CopiedVolume>(
        `SELECT volumes.id, kind, root, users.name AS owner, volumes.name, directory FROM volumes
         LEFT JOIN users ON users.id = owner_id WHERE deleted_at IS NULL ORDER BY volumes.id`
      )
      .all();
    const databases = database
      .prepare<[], CopiedUserDatabase>(
        `SELECT databases.id, users.name AS owner, databases.name FROM databases
         JOIN users ON users.id = owner_id ORDER BY databases.id`
      )
      .all();
    const schema = database.pragma('user_version', { simple: true }) as number;
    return { hubId: hub?.id ?? '', schema, volumes, databases };
  } finally {
    database.close();
  }
}

/** Whether the file is a sound database. */
export function isSound(file: string): boolean {
  try {
    const database = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      return database.pragma('integrity_check', { simple: true }) === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
