import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { PlatformIdentity } from '../identity.js';
import type { Database } from '../sqlite/database.js';
import { DatabaseEditor } from './editor.js';
import { DatabaseDirectory } from './files.js';
import { TableImports } from './imports.js';
import type { DatabaseGrants, DatabaseUsers, QueryRunner } from './ports.js';
import { DatabaseQueries } from './queries.js';
import { DatabaseService } from './service.js';
import { Turns, turnLimits } from './turns.js';
import type { DatabaseSettings } from './types.js';

/** How long a query waits for others who write. */
const BUSY_MS = 5000;

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
}

export function composeDatabases(needs: DatabaseNeeds): Databases {
  const { activity, directory, identity, settings } = needs;
  const files = new DatabaseDirectory(directory, identity);
  const service = new DatabaseService({ ...needs, files });
  const editor: DatabaseEditor = new DatabaseEditor({
    ...needs,
    databases: service,
    files,
    make: (user, made) => queries.make(user, made),
    events: activity
  });
  const queries = new DatabaseQueries({
    ...needs,
    databases: service,
    editor,
    files,
    turns: new Turns(turnLimits(settings.queriesAtOnce)),
    settings: { ...settings, busyMs: BUSY_MS }
  });
  const imports = new TableImports({ ...needs, databases: service, queries, files });
  return { service, editor, queries, imports };
}
