import type { User } from '../accounts/types.js';
import type { Privilege, MountPlan } from '../volumes/types.js';
import type { MountUsers, MountVolumes } from './ports.js';
import type { MountStore } from './store.js';
import type { Allowed, Choice, FixedMount } from './types.js';
import { wantedVolumes } from './wanted.js';

/** What servers are to have mounted, decided anew each time by what their owners may do at that moment. */
export class MountPlans {
  constructor(
    private readonly store: Pick<MountStore, 'choicesOf' | 'isReadOnly'>,
    private readonly volumes: MountVolumes,
    private readonly users: MountUsers
  ) {}

  /** @returns `lost`: what was chosen for the server and may not be mounted any more */
  of(owner: User, serverId: string): { plans: MountPlan[]; lost: readonly Choice[] } {
    if (this.users.isDisabled(owner.id)) {
      return { plans: [], lost: [] };
    }
    const { volumes, lost } = wantedVolumes(
      this.volumes.mountsFor(owner),
      this.store.choicesOf(serverId),
      volumeId => this.allowed(owner, volumeId),
      volumeId => this.store.isReadOnly(volumeId)
    );
    return { plans: this.volumes.place(volumes), lost };
  }

  /** Whether a user may have a mount as it is. */
  mayHave(ownerId: string, { volumeId, access }: Pick<FixedMount, 'volumeId' | 'access'>): boolean {
    const owner = this.users.userById(ownerId);
    const privileges = owner ? this.privileges(owner, volumeId) : [];
    return privileges.includes('read') && (access === 'read' || privileges.includes('write'));
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
