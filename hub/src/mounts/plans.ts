import type { User } from '../accounts/types.js';
import type { Privilege, MountPlan } from '../volumes/types.js';
import type { MountUsers, MountVolumes } from './ports.js';
import type { MountStore } from './store.js';
import type { Allowed, Choice, FixedMount, Setup } from './types.js';
import { type Wanted, wantedVolumes } from './wanted.js';

/** Others decide what they share: nobody can fill a workspace without end. */
const MOST_OF_ALL = 500;

/** What servers are to have mounted, decided anew each time by what their owners may do at that moment. */
export class MountPlans {
  constructor(
    private readonly store: Pick<MountStore, 'setupOf' | 'isReadOnly'>,
    private readonly volumes: MountVolumes,
    private readonly users: MountUsers
  ) {}

  /** @returns `lost`: what was chosen for the server and may not be mounted any more */
  of(owner: User, serverId: string): { plans: MountPlan[]; lost: readonly Choice[] } {
    const { volumes, lost } = this.wanted(owner, this.store.setupOf(serverId), id =>
      this.store.isReadOnly(id)
    );
    return { plans: this.volumes.place(volumes), lost };
  }

  /** What a setup comes to at this moment. @param isReadOnly - of volumes that nobody may write to for the time being */
  wanted(
    owner: User,
    { base, choices }: Setup,
    isReadOnly: (volumeId: string) => boolean = () => false
  ): Wanted {
    if (this.users.isDisabled(owner.id)) {
      return { volumes: [], lost: [] };
    }
    return wantedVolumes(
      this.baseOf(owner, base),
      choices,
      volumeId => this.allowed(owner, volumeId),
      isReadOnly
    );
  }

  /** Whether a user may have a mount as it is. */
  mayHave(ownerId: string, { volumeId, access }: Pick<FixedMount, 'volumeId' | 'access'>): boolean {
    const owner = this.users.userById(ownerId);
    const privileges = owner ? this.privileges(owner, volumeId) : [];
    return privileges.includes('read') && (access === 'read' || privileges.includes('write'));
  }

  private baseOf(owner: User, base: Setup['base']): readonly Allowed[] {
    switch (base) {
      case 'none':
        return [];
      case 'default':
        return this.volumes.mountsFor(owner);
      case 'all':
        return this.volumes.usableBy(owner, MOST_OF_ALL);
    }
  }

  private allowed(owner: User, volumeId: string): Allowed | null {
    const volume = this.volumes.byId(volumeId);
    const privileges = this.privileges(owner, volumeId);
    return volume && privileges.includes('read') && !this.volumes.isOutOfReach(volume)
      ? { volume, access: privileges.includes('write') ? 'write' : 'read' }
      : null;
  }

  private privileges(owner: User, volumeId: string): readonly Privilege[] {
    const volume = this.volumes.byId(volumeId);
    return volume && !this.users.isDisabled(owner.id) ? this.volumes.privileges(owner, volume) : [];
  }
}
