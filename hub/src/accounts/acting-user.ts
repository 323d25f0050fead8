import { covers } from './scopes.js';
import type { Principal, User } from './types.js';

/**
 * The user as far as his credentials reach: an administrator who comes with a token that was not given his
 * administrator's rights, as the one in a JupyterLab page, acts as any other user.
 */
export function actingUser({ user, scopes }: Principal): User {
  return user.admin && !covers(scopes, 'admin:groups') ? { ...user, admin: false } : user;
}
