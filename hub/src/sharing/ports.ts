import type { Group } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import type { GrantedPrivilege, Resource, ResourceId } from './types.js';

/** Which groups have accepted a user. */
export interface GroupsOfUsers {
  /** Ids, in no order. */
  groupsOf(userId: string): readonly string[];
}

/** A resource with what people call it. */
export interface NamedResource extends Resource {
  /** Address of a volume or database, title of an image, domain or root, name of a job. */
  readonly name: string;
}

/** The things that can be shared, whoever may see them. */
export interface SharedResources {
  /** @param ref - the id of a volume or database may be its address; null when there is none */
  find(ref: ResourceId): NamedResource | null;
  /** Those of these things whose name holds a text, in whatever case. */
  named(resources: readonly ResourceId[], text: string): ResourceId[];
}

export interface SharingUsers {
  userById(id: string): User | null;
  findUser(name: string): User | null;
  /** Null also for a disabled account. */
  findActive(name: string): User | null;
  /** All that there are. */
  listUsers(): readonly User[];
}

export interface SharingGroups {
  /** The group as the user sees it. @throws AppError `not-found` */
  get(user: User, groupId: string): Group;
  /** Name of a group, whoever may see it; null when there is none. */
  nameOf(groupId: string): string | null;
  /** Ids of those whom it has accepted. */
  acceptedIn(groupId: string): readonly string[];
}

/**
 * Told, inside the transaction that changes it, of users whose privileges on a resource became others.
 */
export interface AccessWatch {
  /** They may do something else than before, at least see it. */
  changed(user: User, resource: Resource, privileges: readonly GrantedPrivilege[]): void;
  /** They may not even see it any more. */
  lost(user: User, resource: Resource): void;
}
