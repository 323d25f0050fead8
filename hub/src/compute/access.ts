import type { User } from '../accounts/types.js';
import type { DomainConfig, ImageConfig } from '../settings-file.js';
import {
  EVERYONE,
  type GrantedPrivilege,
  type ResourceId,
  type Subject
} from '../sharing/types.js';
import type { Database } from '../sqlite/database.js';
import { PublicityStore } from './store.js';

/** Who may use which images and compute domains. */
export interface ComputeAccess {
  mayUse(user: User, kind: 'image' | 'domain', id: string): boolean;
}

/** Where it is kept what was granted to whom. */
export interface ComputeGrants {
  grant(
    resource: ResourceId,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: null
  ): void;
  withdraw(resource: ResourceId, subject: Subject): void;
}

/**
 * Grants to everyone what the configuration calls public, and withdraws it from what is not: when it says so for the first
 * time or says something else than before. Between two changes of it, what administrators grant holds.
 */
export function grantPublic(
  configured: {
    readonly images: readonly ImageConfig[];
    readonly domains: readonly DomainConfig[];
  },
  database: Database,
  grants: ComputeGrants
): void {
  const publicity = new PublicityStore(database);
  const things = [
    ...configured.images.map(image => ({ kind: 'image' as const, ...image })),
    ...configured.domains.map(domain => ({ kind: 'domain' as const, ...domain }))
  ];
  database.transaction(() => {
    for (const thing of things) {
      if (!publicity.note(thing, thing.public)) {
        continue;
      }
      if (thing.public) {
        grants.grant(thing, EVERYONE, ['use'], null);
      } else {
        grants.withdraw(thing, EVERYONE);
      }
    }
  });
}
