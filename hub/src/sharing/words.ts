import type { Grant as ContractGrant, Privilege, ResourceKind } from '../../contract/grants.js';

/** A list as people say it: `read, write and grant`. */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** What somebody is told that he may do with a thing now. */
export function allowedWith(kind: ResourceKind, privileges: readonly Privilege[]): string {
  if (kind !== 'root') {
    return `You may ${listed(privileges)} it.`;
  }
  return privileges.includes('grant')
    ? 'You may make volumes in it, and let others do so.'
    : 'You may make volumes in it.';
}

/** Through what somebody may do something: `write, through group astro, granted by kim on 2026-11-21`. */
export function explanationOf(
  privilege: Privilege,
  through: 'ownership' | 'administration' | ContractGrant | null
): string {
  switch (through) {
    case null:
      return `You may not ${privilege}`;
    case 'ownership':
      return `${privilege}, as its owner`;
    case 'administration':
      return `${privilege}, as an administrator`;
  }
  const { subject, grantedBy, createdAt } = through;
  const whom = {
    group: `through group ${subject.name}, granted`,
    user: 'granted to you',
    everyone: 'granted to everyone'
  }[subject.kind];
  return `${privilege}, ${whom} by ${grantedBy?.name ?? 'the site'} on ${createdAt.slice(0, 10)}`;
}
