import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import { type Explanation, explain, mayDo } from './may-do.js';
import type { GroupsOfUsers } from './ports.js';
import { type GrantCursor, GrantStore, type ReachFilter } from './store.js';
import type {
  Action,
  Actor,
  Grant,
  GrantedPrivilege,
  Resource,
  ResourceId,
  ResourceKind,
  Subject
} from './types.js';

const PRIVILEGES: readonly GrantedPrivilege[] = ['read', 'write', 'grant', 'use'];

/** Who was granted what. Every decision about access goes through {@link GrantService.may}. */
export class GrantService {
  private readonly store: GrantStore;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly groups: GroupsOfUsers
  ) {
    this.store = new GrantStore(database);
  }

  may(user: User, action: Action, resource: Resource): boolean {
    return this.explain(user, action, resource).allowed;
  }

  /** Whether, and through what. */
  explain(user: User, action: Action, resource: Resource): Explanation {
    const actor = this.actorOf(user);
    return explain(actor, action, resource, this.reachingOn(actor, resource));
  }

  /** The privileges that a user has on a resource, however he came to them. */
  accessTo(user: User, resource: Resource): GrantedPrivilege[] {
    const actor = this.actorOf(user);
    return privilegesOf(actor, resource, this.reachingOn(actor, resource));
  }

  /**
   * The same for many, in their order, by grants that were read already.
   * @param reaching - all that reach the user, of {@link grantsReaching}
   */
  accessThrough(
    user: User,
    reaching: readonly Grant[],
    resources: readonly Resource[]
  ): GrantedPrivilege[][] {
    const actor = this.actorOf(user);
    const byResource = new Map<string, Grant[]>();
    for (const grant of reaching) {
      const known = byResource.get(grant.resource.id);
      if (known) {
        known.push(grant);
      } else {
        byResource.set(grant.resource.id, [grant]);
      }
    }
    return resources.map(resource =>
      privilegesOf(actor, resource, byResource.get(resource.id) ?? [])
    );
  }

  grantsOn(resource: ResourceId): Grant[] {
    return this.store.on(resource);
  }

  /** Grants of one kind of resource that reach a user: to him, to his groups or to everyone. */
  grantsReaching(user: User, kind: ResourceKind): Grant[] {
    return this.store.reaching(user.id, this.groups.groupsOf(user.id), kind);
  }

  grantsTo(subject: Subject): Grant[] {
    return this.store.to(subject);
  }

  /** A page of all grants on a resource, in the order of their subjects' ids. */
  pageOn(resource: ResourceId, after: GrantCursor, limit: number): Grant[] {
    return this.store.pageOn(resource, after, limit);
  }

  /** A page of the grants on a resource that reach a user. */
  pageReachingOn(user: User, resource: ResourceId, after: GrantCursor, limit: number): Grant[] {
    const groups = this.groups.groupsOf(user.id);
    return this.store.pageReachingOn(resource, user.id, groups, after, limit);
  }

  /** A page of what was granted to a subject, in the order of the resources' ids. */
  pageTo(subject: Subject, after: GrantCursor, limit: number): Grant[] {
    return this.store.pageTo(subject, after, limit);
  }

  /** A page of what was granted to a user, to his groups or to everyone. */
  pageReaching(user: User, filter: ReachFilter, after: GrantCursor, limit: number): Grant[] {
    const groups = this.groups.groupsOf(user.id);
    return this.store.pageReaching(user.id, groups, filter, after, limit);
  }

  /** What {@link pageReaching} is about, each thing once. */
  reached(user: User, filter: Omit<ReachFilter, 'among'>): ResourceId[] {
    return this.store.reached(user.id, this.groups.groupsOf(user.id), filter);
  }

  /** Grants these privileges instead of what the subject had before. @param by - null for the hub itself */
  grant(
    resource: ResourceId,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: User | null
  ): void {
    const { kind, id } = resource;
    this.store.put({
      resource: { kind, id },
      subject,
      privileges,
      grantedBy: by?.id ?? null,
      grantedAt: this.clock().toISOString()
    });
  }

  /** False when there was nothing to withdraw. */
  withdraw(resource: ResourceId, subject: Subject): boolean {
    return this.store.delete(resource, subject);
  }

  withdrawAllTo(subject: Subject): void {
    this.store.deleteAllTo(subject);
  }

  /** For what goes away. */
  withdrawAllOn(resource: ResourceId): void {
    this.store.deleteAllOn(resource);
  }

  /**
   * Works out who has which privileges on which resource, for many at once: each user's groups and each resource's
   * grants are read once.
   */
  accessOf(users: readonly User[], resources: readonly Resource[]): Access[] {
    const actors = users.map(user => ({ user, actor: this.actorOf(user) }));
    return resources.flatMap(resource => {
      const grants = this.store.on(resource);
      return actors.map(({ user, actor }) => ({
        user,
        resource,
        privileges: privilegesOf(actor, resource, grants)
      }));
    });
  }

  /** Those who may read something; its grants are read once. */
  readersAmong(users: readonly User[], resource: Resource): User[] {
    const grants = this.store.on(resource);
    const isAskedOfAll = grants.length > 0 || resource.ownerId === null;
    return users.filter(
      user =>
        user.id === resource.ownerId ||
        (isAskedOfAll && mayDo(this.actorOf(user), 'read', resource, grants))
    );
  }

  private reachingOn(actor: Actor, resource: ResourceId): Grant[] {
    return this.store.reachingOn(resource, actor.id, actor.groups);
  }

  private actorOf(user: User): Actor {
    return { id: user.id, admin: user.admin, groups: this.groups.groupsOf(user.id) };
  }
}

/** What one user may do with one resource. */
export interface Access {
  readonly user: User;
  readonly resource: Resource;
  readonly privileges: readonly GrantedPrivilege[];
}

function privilegesOf(
  actor: Actor,
  resource: Resource,
  grants: readonly Grant[]
): GrantedPrivilege[] {
  return PRIVILEGES.filter(privilege => mayDo(actor, privilege, resource, grants));
}
