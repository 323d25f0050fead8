import { ulid } from 'ulid';

import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database as HubDatabase } from '../sqlite/database.js';
import type { DatabaseFiles, DatabaseGrants } from './ports.js';
import type { DatabaseService } from './service.js';
import { DatabaseStore } from './store.js';
import type { Database, DatabaseSettings } from './types.js';

export interface DatabaseEditorParts {
  readonly database: HubDatabase;
  readonly databases: DatabaseService;
  readonly files: DatabaseFiles;
  readonly grants: Pick<DatabaseGrants, 'withdrawAllOn'>;
  /** Makes the file of a new one. */
  readonly make: (
    user: Pick<User, 'id'>,
    database: Pick<Database, 'id' | 'address'>
  ) => Promise<void>;
  /** Whether there is space for something new. @throws AppError `disk-full` */
  readonly room: { mustHaveSpace(): void };
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly settings: DatabaseSettings;
  readonly log: { warn(fields: object, message: string): void };
}

/** Makes, describes and deletes databases, and tells those who see them. */
export class DatabaseEditor {
  private readonly store: DatabaseStore;

  constructor(private readonly parts: DatabaseEditorParts) {
    this.store = new DatabaseStore(parts.database);
  }

  /**
   * The file comes first, the row second: what a crash leaves between the two is a file that nobody knows of.
   * @throws AppError `already-exists`, `limit-reached`, `disk-full`
   */
  async create(
    user: User,
    { name, description }: Pick<Database, 'name' | 'description'>
  ): Promise<Database> {
    const { database, files, databases, make, clock } = this.parts;
    this.mustBePossible(user, name);
    const id = ulid(clock().getTime());
    try {
      await files.prepare(id);
      await make(user, { id, address: `${user.name}/${name}` });
      return database.transaction(() => {
        // Others were made meanwhile, maybe.
        this.mustBePossible(user, name);
        const created_at = clock().toISOString();
        this.store.insert({ id, owner_id: user.id, name, description, created_at });
        const made = databases.at(id) as Database;
        this.record(user, 'create', made, made.address);
        this.announce(made);
        return made;
      });
    } catch (error) {
      await files.remove(id);
      throw error;
    }
  }

  /**
   * @param version - what the caller saw; null when that does not matter
   * @throws AppError `not-found`, `not-allowed` to anybody but its owner, `already-exists`, `changed-meanwhile`
   */
  change(
    user: User,
    ref: string,
    version: number | null,
    change: { name?: string | undefined; description?: string | undefined }
  ): Database {
    const { database, databases } = this.parts;
    return database.transaction(() => {
      const before = this.own(user, ref, version);
      const { name = before.name, description = before.description } = change;
      if (name === before.name && description === before.description) {
        return before;
      }
      if (name !== before.name && this.store.named(user.id, name)) {
        throw alreadyThere(user, name);
      }
      this.store.update({ id: before.id, name, description });
      const after = databases.at(before.id) as Database;
      const detail =
        name === before.name ? after.address : `${before.address} is now ${after.address}`;
      this.record(user, 'change', after, detail);
      this.announce(after);
      return after;
    });
  }

  /**
   * From now on it is not there any more; its file is removed at once after that.
   * @throws AppError `not-found`, `not-allowed`, `changed-meanwhile`
   */
  remove(user: User, ref: string, version: number | null): void {
    const { database, databases, events, files, grants } = this.parts;
    database.transaction(() => {
      const gone = this.own(user, ref, version);
      const { id } = gone;
      const audience = databases.audienceOf(gone);
      this.store.delete(id);
      grants.withdrawAllOn({ kind: 'database', id });
      this.record(user, 'delete', gone, `${gone.address}, ${files.sizeOf(id)} bytes`);
      for (const reader of audience) {
        events.publish(reader.id, { type: 'databaseDeleted', id, version: gone.version + 1 });
      }
      database.afterCommit(() => void this.removeFiles(id));
    });
  }

  /** Tells everybody who sees it how it is now. */
  announce(database: Database): void {
    const { databases, events } = this.parts;
    const { id, version } = database;
    for (const user of databases.audienceOf(database)) {
      const body = databases.toContract(user, database);
      events.publish(user.id, { type: 'database', id, version, body });
    }
  }

  private async removeFiles(id: string): Promise<void> {
    await this.parts.files
      .remove(id)
      // The next start tries again.
      .catch((err: unknown) =>
        this.parts.log.warn({ err, database: id }, 'a deleted database was not removed')
      );
  }

  private mustBePossible(user: User, name: string): void {
    const { mostPerUser } = this.parts.settings;
    if (mostPerUser === 0) {
      throw new AppError('limit-reached', 'Databases are switched off here: nobody makes any');
    }
    if (this.store.named(user.id, name)) {
      throw alreadyThere(user, name);
    }
    if (this.store.ownedBy(user.id).length >= mostPerUser) {
      throw new AppError('limit-reached', `You have ${mostPerUser} databases, as many as you may`);
    }
    this.parts.room.mustHaveSpace();
  }

  private own(user: User, ref: string, version: number | null): Database {
    const database = this.parts.databases.find(user, ref);
    if (database.owner.id !== user.id) {
      throw new AppError('not-allowed', `Only its owner may do this to ${database.address}`);
    }
    if (version !== null && version !== database.version) {
      throw new AppError('changed-meanwhile', `${database.address} was changed meanwhile`);
    }
    return database;
  }

  private record(user: User, action: string, { id }: Database, detail: string): void {
    this.parts.activity.record({
      actorId: user.id,
      action: `database.${action}`,
      resource: { kind: 'database', id },
      outcome: 'done',
      detail
    });
  }
}

function alreadyThere(user: User, name: string): AppError {
  return new AppError('already-exists', `There is ${user.name}/${name} already`);
}
