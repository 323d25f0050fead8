import type { User } from '../accounts/types.js';
import type { EventPublisher } from '../activity/ports.js';
import type { AccessWatch } from '../sharing/ports.js';
import type { Resource } from '../sharing/types.js';
import type { DatabaseService } from './service.js';

/** Lets databases appear to whom they are shared with, and vanish when that is over, without a reload. */
export class DatabaseAccessWatch implements AccessWatch {
  constructor(
    private readonly databases: DatabaseService,
    private readonly events: EventPublisher
  ) {}

  changed(user: User, { kind, id }: Resource): void {
    const database = kind === 'database' ? this.databases.at(id) : null;
    if (database) {
      const body = this.databases.toContract(user, database);
      this.events.publish(user.id, { type: 'database', id, version: database.version, body });
    }
  }

  lost(user: User, { kind, id }: Resource): void {
    const database = kind === 'database' ? this.databases.at(id) : null;
    if (database) {
      const { version } = database;
      this.events.publish(user.id, { type: 'databaseDeleted', id, version });
    }
  }
}
