import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { PlatformIdentity } from '../identity.js';
import type { Database } from '../sqlite/database.js';
import { DatabaseEditor, type DatabaseEditorParts } from './editor.js';
import { Errands } from './errands.js';
import { DatabaseDirectory } from './files.js';
import { canBeShown, isHidden } from './hidden.js';
import { healDatabases } from './heal.js';
import { TableImports } from './imports.js';
import type { DatabaseGrants, DatabaseUsers, QueryRunner } from './ports.js';
import { DatabaseQueries } from './queries.js';
import { DatabaseService } from './service.js';
import { Turns, turnLimits } from './turns.js';
import type { DatabaseSettings } from './types.js';

/** What databases need of the rest of the hub. */
export interface DatabaseNeeds {
  readonly database: Database;
  readonly grants: DatabaseGrants;
  readonly users: DatabaseUsers;
  readonly runner: QueryRunner;
  readonly room: { mustHaveSpace(): void };
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  readonly settings: DatabaseSettings;
  /** Absolute, of the platform identity. */
  readonly directory: string;
  readonly identity: PlatformIdentity;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Databases {
  readonly service: DatabaseService;
  readonly editor: DatabaseEditor;
  readonly queries: DatabaseQueries;
  readonly imports: TableImports;
  /** To be called at the start, before anybody makes a database. */
  heal(): Promise<void>;
}

export function composeDatabases(needs: DatabaseNeeds): Databases {
  const { activity, directory, identity, log } = needs;
  const files = new DatabaseDirectory(directory, identity);
  const isReached = !isHidden(directory, identity) || canBeShown(directory);
  if (!isReached) {
    const { uid } = identity;
    log.warn({ directory, uid }, 'databases are switched off: they are not reached');
  }
  const settings = isReached ? needs.settings : { ...needs.settings, mostPerUser: 0 };
  const parts = { ...needs, settings, files };
  const databases = new DatabaseService(parts);
  const make: DatabaseEditorParts['make'] = (user, made) => queries.make(user, made);
  const editor = new DatabaseEditor({ ...parts, databases, make, events: activity });
  const turns = new Turns(turnLimits(settings.queriesAtOnce));
  const errands = new Errands({ ...parts, turns });
  const queries: DatabaseQueries = new DatabaseQueries({ ...parts, databases, editor, errands });
  const imports = new TableImports({ ...parts, databases, queries });
  return {
    service: databases,
    editor,
    queries,
    imports,
    heal: async () => {
      if (isReached) {
        await healDatabases({ ...parts, databases, make });
      }
    }
  };
}
