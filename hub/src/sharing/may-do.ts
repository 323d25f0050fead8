import type { Action, Actor, Grant, GrantedPrivilege, Resource, Subject } from './types.js';

/** Why an action is allowed, or that it is not. */
export type Explanation =
  | { readonly allowed: true; readonly through: 'ownership' | 'administration' }
  | { readonly allowed: true; readonly through: 'grant'; readonly grant: Grant }
  | { readonly allowed: false };

const OF_OWNERS: readonly Action[] = ['read', 'write', 'grant', 'administer'];
const OF_OWNERS_OF_IMAGES: readonly Action[] = ['use', 'grant', 'administer'];
/** What belongs to the site is curated: written to only by whom that was granted. */
const OF_THE_SITE: readonly Action[] = ['read', 'grant', 'use', 'administer'];

/** Several grants may allow the same: the nearest one is named. */
const NEARNESS: Record<Subject['kind'], number> = { user: 0, group: 1, everyone: 2 };

/** Who may write may read: nothing is mounted for writing only. */
function includes(privileges: readonly GrantedPrivilege[], action: Action): boolean {
  return privileges.some(
    privilege => privilege === action || (privilege === 'write' && action === 'read')
  );
}

function isFor(grant: Grant, resource: Resource, actor: Actor): boolean {
  const { subject } = grant;
  return (
    grant.resource.kind === resource.kind &&
    grant.resource.id === resource.id &&
    (subject.kind === 'everyone' ||
      (subject.kind === 'user' && subject.id === actor.id) ||
      (subject.kind === 'group' && actor.groups.includes(subject.id)))
  );
}

/**
 * Decides access, and says through what. Deny by default; grants on other resources or to others are ignored, so any
 * list that holds the right ones will do. Administrators administer everything, look after what belongs to the site, and
 * see nothing of what users own.
 */
export function explain(
  actor: Actor,
  action: Action,
  resource: Resource,
  grants: readonly Grant[]
): Explanation {
  const ofOwners = resource.kind === 'image' ? OF_OWNERS_OF_IMAGES : OF_OWNERS;
  if (resource.ownerId === actor.id && ofOwners.includes(action)) {
    return { allowed: true, through: 'ownership' };
  }
  if (
    actor.admin &&
    (action === 'administer' || (resource.ownerId === null && OF_THE_SITE.includes(action)))
  ) {
    return { allowed: true, through: 'administration' };
  }
  const [grant] = grants
    .filter(
      candidate => isFor(candidate, resource, actor) && includes(candidate.privileges, action)
    )
    .sort((a, b) => NEARNESS[a.subject.kind] - NEARNESS[b.subject.kind]);
  return grant ? { allowed: true, through: 'grant', grant } : { allowed: false };
}

/** The one place that decides access. */
export function mayDo(
  actor: Actor,
  action: Action,
  resource: Resource,
  grants: readonly Grant[]
): boolean {
  return explain(actor, action, resource, grants).allowed;
}
