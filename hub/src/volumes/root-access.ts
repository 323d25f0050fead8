import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { VolumeGrants } from './ports.js';

/** Who may make volumes in which roots. The default volumes of users are there whatever this says. */
export class RootAccess {
  /** @param roots - their names, in the order of the settings */
  constructor(
    private readonly grants: Pick<VolumeGrants, 'may'>,
    private readonly roots: readonly string[]
  ) {}

  mayCreateIn(user: User, root: string): boolean {
    return (
      this.roots.includes(root) &&
      this.grants.may(user, 'use', { kind: 'root', id: root, ownerId: null })
    );
  }

  /** @throws AppError `invalid-request`, the same for a root that is none and for one that was not granted to him */
  mustCreateIn(user: User, root: string): void {
    if (!this.mayCreateIn(user, root)) {
      const possible = this.roots.filter(name => this.mayCreateIn(user, name)).join(', ');
      const detail = `must be a root in which you may make volumes: ${possible || 'there is none'}`;
      throw new AppError('invalid-request', `/root ${detail}`, {
        fields: [{ pointer: '/root', detail }]
      });
    }
  }
}
