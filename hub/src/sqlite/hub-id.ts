import { randomUUID } from 'node:crypto';

import type { Database } from './database.js';

/** The uuid of this database, made at its first start: what tells our containers from those of another hub. */
export function hubIdOf(database: Database): string {
  return database.transaction(() => {
    const row = database.prepare<[], { id: string }>('SELECT id FROM hub').get();
    if (row) {
      return row.id;
    }
    const id = randomUUID();
    database.prepare<[string]>('INSERT INTO hub (id) VALUES (?)').run(id);
    return id;
  });
}
