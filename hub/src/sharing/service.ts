import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import { type Explanation, explain, mayDo } from './may-do.js';
import { GrantStore } from './store.js';
import type {
  Action,
  Actor,
  Grant,
  GrantedPrivilege,
  Resource,
  ResourceKind,
  Subject
} from './types.js';

const PRIVILEGES: readonly GrantedPrivilege[] = ['read', 'write', 'grant', 'use'];

function actorOf(user: User): Actor {
  return { id: user.id, admin: user.admin, groups: [] };
}

/** Who was granted what. Every decision about access goes through {@link GrantService.may}. */
export class GrantService {
  private readonly store: GrantStore;

  constructor(
    database: Database,
    private readonly clock: Clock
  ) {
    this.store = new GrantStore(database);
  }

  may(user: User, action: Action, resource: Resource): boolean {
    return mayDo(actorOf(user), action, resource, this.grantsOn(resource));
  }

  /** Whether, and through what. */
  explain(user: User, action: Action, resource: Resource): Explanation {
    return explain(actorOf(user), action, resource, this.grantsOn(resource));
  }

  /** The privileges that a user has on a resource, however he came to them. */
  accessTo(user: User, resource: Resource): GrantedPrivilege[] {
    const grants = this.grantsOn(resource);
    return PRIVILEGES.filter(privilege => mayDo(actorOf(user), privilege, resource, grants));
  }

  grantsOn(resource: Pick<Resource, 'kind' | 'id'>): Grant[] {
    return this.store.on(resource);
  }

  /** Grants of one kind of resource that reach a user: to him or to everyone. */
  grantsReaching(user: User, kind: ResourceKind): Grant[] {
    return this.store.reaching(user.id, kind);
  }

  /** Grants these privileges instead of what the subject had before. @param by - null for the hub itself */
  grant(
    resource: Pick<Resource, 'kind' | 'id'>,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: User | null
  ): void {
    const { kind, id } = resource;
    this.store.put(
      { resource: { kind, id }, subject, privileges },
      by?.id ?? null,
      this.clock().toISOString()
    );
  }

  withdraw(resource: Pick<Resource, 'kind' | 'id'>, subject: Subject): void {
    this.store.delete(resource, subject);
  }
}
