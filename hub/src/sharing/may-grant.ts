import { GRANTABLE } from '../../contract/grants.js';
import type { GrantedPrivilege, ResourceKind } from './types.js';

/** What somebody wants a subject to have instead of what it has. */
export interface GrantWish {
  /** What the subject is granted now. */
  readonly before: readonly GrantedPrivilege[];
  readonly after: readonly GrantedPrivilege[];
  /** What he who grants may do with the resource himself. */
  readonly own: readonly GrantedPrivilege[];
  /** Whether the subject is everyone. */
  readonly toEveryone: boolean;
  readonly byAdministrator: boolean;
  /** Whether the resource belongs to the site: there administrators give what they need not have themselves. */
  readonly isOfTheSite: boolean;
  /** Whether what is withdrawn was granted to himself, or to a group that he looks after. */
  readonly isHis: boolean;
}

/**
 * Why a grant may not be made; null when it may. Who may grant gives no more than he has himself, but may leave a subject
 * what it has. Everybody may throw away what he was given.
 */
export function whyNotGrant(wish: GrantWish): string | null {
  if (wish.after.length === 0 && wish.isHis) {
    return null;
  }
  if (!wish.own.includes('grant')) {
    return 'Only its owner, and those whom the owner allows to share it, share this';
  }
  if (wish.toEveryone && !wish.byAdministrator) {
    return 'Only administrators share something with everyone';
  }
  if (wish.byAdministrator && wish.isOfTheSite) {
    return null;
  }
  const more = wish.after.filter(
    privilege => !wish.before.includes(privilege) && !wish.own.includes(privilege)
  );
  return more.length > 0 ? `You may not ${more.join(' or ')} here yourself` : null;
}

/** What comes with any other privilege: who may write to a volume or share it may read it. */
const LEAST: Partial<Record<ResourceKind, GrantedPrivilege>> = {
  volume: 'read',
  root: 'use',
  database: 'read'
};

/** Privileges that a subject then has, in their order. */
export function completed(
  kind: ResourceKind,
  privileges: readonly GrantedPrivilege[]
): GrantedPrivilege[] {
  return GRANTABLE[kind].filter(
    privilege =>
      privileges.includes(privilege) || (privileges.length > 0 && privilege === LEAST[kind])
  );
}
