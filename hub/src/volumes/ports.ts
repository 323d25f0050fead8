import type { Expiry } from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import type { Action, Grant, GrantedPrivilege, Resource, Subject } from '../sharing/types.js';
import type { Volume } from './types.js';

/** Who owns volumes. */
export interface VolumeOwners {
  userById(id: string): User | null;
  findUser(name: string): User | null;
}

/** Who may do what with volumes. */
export interface VolumeGrants {
  may(user: User, action: Action, resource: Resource): boolean;
  accessTo(user: User, resource: Resource): GrantedPrivilege[];
  /** The same for many, in their order, by all the grants that reach the user. */
  accessThrough(
    user: User,
    reaching: readonly Grant[],
    resources: readonly Resource[]
  ): GrantedPrivilege[][];
  grantsOn(resource: Pick<Resource, 'kind' | 'id'>): Grant[];
  /** Those who may read it. */
  readersAmong(users: readonly User[], resource: Resource): User[];
  /** Grants to the user himself, his groups or everyone. */
  grantsReaching(user: User, kind: 'volume'): Grant[];
  grant(
    resource: Pick<Resource, 'kind' | 'id'>,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: User | null
  ): void;
  withdraw(resource: Pick<Resource, 'kind' | 'id'>, subject: Subject): void;
  withdrawAllOn(resource: Pick<Resource, 'kind' | 'id'>): void;
}

/** What has volumes mounted at this moment. */
export interface VolumeUses {
  /** In words for people: `server default`, `job Fit all of kim`; empty when nothing does. */
  usesOf(volume: Volume): readonly string[];
}

/** What others know of volumes. */
export interface VolumeFacts {
  /** Null where files stay. */
  expiryOf(volume: Volume): Expiry | null;
  /** Whether its owner keeps too much for so long that containers may only read it. */
  isReadOnly(volume: Volume): boolean;
}
