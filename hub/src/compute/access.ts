import type { User } from '../accounts/types.js';

/** Who may use which images and compute domains. */
export interface ComputeAccess {
  mayUse(user: User, kind: 'image' | 'domain', id: string): boolean;
}
