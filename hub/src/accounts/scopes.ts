import { platformScope, type User } from './types.js';

/** What everybody may do with what is theirs: JupyterHub's metascope `self`, each with the filter `!user=<name>`. */
const SELF = [
  'read:users',
  'users:activity',
  'servers',
  'tokens',
  'access:servers',
  'users:shares',
  'read:users:shares',
  'read:shares'
];

/** What administrators may do with everything. */
const ADMIN = [
  'admin-ui',
  'admin:users',
  'admin:servers',
  'admin:groups',
  'admin:services',
  'list:services',
  'read:services',
  'tokens',
  'read:hub',
  'proxy',
  'shutdown',
  'access:services',
  'access:servers',
  'read:roles',
  'read:metrics',
  'shares'
];

const IMPLIED = new Map<string, readonly string[]>([
  ['admin:users', ['admin:auth_state', 'users', 'read:roles:users', 'delete:users']],
  ['users', ['read:users', 'list:users', 'users:activity']],
  ['list:users', ['read:users:name']],
  ['read:users', ['read:users:name', 'read:users:groups', 'read:users:activity']],
  ['users:activity', ['read:users:activity']],
  ['admin:servers', ['admin:server_state', 'servers']],
  ['servers', ['read:servers', 'start:servers', 'delete:servers']],
  ['read:servers', ['read:users:name']],
  ['tokens', ['read:tokens']],
  ['admin:groups', ['groups', 'read:roles:groups', 'delete:groups']],
  ['groups', ['read:groups', 'list:groups']]
]);

interface Scope {
  readonly name: string;
  readonly filter: 'user' | 'server' | null;
  readonly value: string;
}

function parseScope(text: string): Scope | null {
  const match = /^([a-z][a-z:_-]*?)(?:!(user|server)=(.+))?$/s.exec(text);
  return match
    ? {
        name: match[1] as string,
        filter: (match[2] as Scope['filter']) ?? null,
        value: match[3] ?? ''
      }
    : null;
}

function printScope({ name, filter, value }: Scope): string {
  return filter === null ? name : `${name}!${filter}=${value}`;
}

/** `alice/gpu` belongs to alice. User names hold no slash. */
function ownerOf(scope: Scope): string {
  return scope.filter === 'server' ? scope.value.slice(0, scope.value.indexOf('/')) : scope.value;
}

/** A scope on a server says of its owner no more than the name. */
function implied(scope: Scope): Scope[] {
  return (IMPLIED.get(scope.name) ?? []).map(name =>
    scope.filter === 'server' && name.startsWith('read:users')
      ? { name, filter: 'user', value: ownerOf(scope) }
      : { ...scope, name }
  );
}

/** Adds everything that the scopes imply; what is not a scope is dropped. */
export function expand(scopes: Iterable<string>): Set<string> {
  const expanded = new Set<string>();
  const open = [...scopes].map(parseScope).filter(scope => scope !== null);
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    const text = printScope(scope);
    if (!expanded.has(text)) {
      expanded.add(text);
      open.push(...implied(scope));
    }
  }
  return expanded;
}

/** Whether expanded scopes reach a wanted one: unfiltered covers all, a user's covers that of his servers. */
export function covers(held: ReadonlySet<string>, wanted: string): boolean {
  const scope = parseScope(wanted);
  if (scope === null) {
    return false;
  }
  return (
    held.has(wanted) ||
    held.has(scope.name) ||
    (scope.filter === 'server' && held.has(`${scope.name}!user=${ownerOf(scope)}`))
  );
}

/** Whether any scope of this name is held, whatever its filter. */
export function holdsAny(held: ReadonlySet<string>, name: string): boolean {
  return held.has(name) || [...held].some(scope => scope.startsWith(`${name}!`));
}

/** Everything that a user may do at this moment, expanded. */
export function scopesOf(user: Pick<User, 'name' | 'admin'>): Set<string> {
  return expand([
    ...SELF.map(name => `${name}!user=${user.name}`),
    platformScope(user),
    ...(user.admin ? ADMIN : [])
  ]);
}

/**
 * What a token reaches now: what it was granted, never more than its owner may do at this moment.
 * @param granted - as stored; may hold `inherit`, `self` and scopes with the bare filter `!user`
 */
export function effectiveScopes(
  granted: readonly string[],
  owner: Pick<User, 'name' | 'admin'>
): Set<string> {
  const present = scopesOf(owner);
  if (granted.includes('inherit')) {
    return present;
  }
  const spelledOut = granted.flatMap(scope =>
    scope === 'self'
      ? [...scopesOf({ ...owner, admin: false })]
      : [scope.endsWith('!user') ? `${scope}=${owner.name}` : scope]
  );
  const reached = new Set<string>();
  for (const scope of expand(spelledOut)) {
    if (covers(present, scope)) {
      reached.add(scope);
    } else {
      // Granted more than the owner has: what he has of it remains.
      for (const own of present) {
        if (covers(new Set([scope]), own)) {
          reached.add(own);
        }
      }
    }
  }
  return reached;
}
