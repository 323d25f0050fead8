/** What may be granted on which kind of resource is said in the contract. */
export type GrantedPrivilege = 'read' | 'write' | 'grant' | 'use';

/** What somebody may want to do; `administer` changes settings and limits, and shows no content. */
export type Action = GrantedPrivilege | 'administer';

export type ResourceKind = 'volume' | 'image' | 'domain' | 'job' | 'root' | 'database';

/** A resource by its kind and id. */
export interface ResourceId {
  readonly kind: ResourceKind;
  readonly id: string;
}

/** A thing that access is decided about. */
export interface Resource extends ResourceId {
  /** Null for what belongs to the site: data volumes, images, domains, roots. */
  readonly ownerId: string | null;
}

/** Whom a grant is for; `id` is empty for everyone. */
export interface Subject {
  readonly kind: 'user' | 'group' | 'everyone';
  readonly id: string;
}

export const EVERYONE: Subject = { kind: 'everyone', id: '' };

export interface Grant {
  readonly resource: ResourceId;
  readonly subject: Subject;
  readonly privileges: readonly GrantedPrivilege[];
  /** Id of the user who granted it; null for the hub itself. */
  readonly grantedBy: string | null;
  /** When these privileges were granted. */
  readonly grantedAt: string;
}

/** Who wants to do it. `groups` are the ids of the groups that accepted him. */
export interface Actor {
  readonly id: string;
  readonly admin: boolean;
  readonly groups: readonly string[];
}
