/** A user as the other domains know one. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly admin: boolean;
}

/**
 * Who is calling, by which credentials, and how far these reach. A token can never do more than its owner can at that
 * moment, so `scopes` is worked out anew on every use.
 */
export interface Principal {
  readonly user: User;
  readonly via: 'session' | 'token';
  readonly tokenKind: 'server' | 'browser' | 'api' | null;
  /** Row of the token used, null for a session cookie. */
  readonly tokenId: number | null;
  /** Row of the sign-in behind it; null for tokens that belong to none. */
  readonly sessionId: string | null;
  /** Expanded scopes, never `inherit`, `self` or a bare filter. */
  readonly scopes: ReadonlySet<string>;
}

/** Scope of the tokens that may use the platform's own API on behalf of `user`. */
export function platformScope(user: Pick<User, 'name'>): string {
  return `custom:labcommons!user=${user.name}`;
}
