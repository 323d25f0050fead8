import type { Database } from '../sqlite/database.js';
import {
  EVERYONE,
  type GrantedPrivilege,
  type ResourceId,
  type ResourceKind,
  type Subject
} from './types.js';

/** Something of the site, and whether its settings call it public. */
export interface ConfiguredThing {
  readonly id: string;
  readonly public: boolean;
}

/** Where it is kept what was granted to whom. */
export interface PublicGrants {
  grant(
    resource: ResourceId,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: null
  ): void;
  withdraw(resource: ResourceId, subject: Subject): void;
}

/**
 * Grants to everyone the use of what the settings call public, and withdraws it from what is not: when they say so for
 * the first time or say something else than before. Between two changes of them, what administrators grant holds.
 */
export function grantPublic(
  kind: ResourceKind,
  things: readonly ConfiguredThing[],
  database: Database,
  grants: PublicGrants
): void {
  const upsert = database.prepare<[string, string, number]>(
    `INSERT INTO publicity (kind, id, public) VALUES (?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET public = excluded.public WHERE public <> excluded.public`
  );
  database.transaction(() => {
    for (const { id, public: isPublic } of things) {
      const isNews = upsert.run(kind, id, isPublic ? 1 : 0).changes > 0;
      if (isNews && isPublic) {
        grants.grant({ kind, id }, EVERYONE, ['use'], null);
      } else if (isNews) {
        grants.withdraw({ kind, id }, EVERYONE);
      }
    }
  });
}
