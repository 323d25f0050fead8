import type { OptionVolume } from '../../contract/server-options.js';
import type { ServerVolumes } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Volume } from '../volumes/types.js';
import type { MountPlans } from './plans.js';
import type { MountVolumes } from './ports.js';
import type { MountStore } from './store.js';
import type { Choice, Setup } from './types.js';
import { wishFor } from './wanted.js';

const NOTHING: Setup = { base: 'default', choices: [] };

/** What servers are set to have mounted: the one place where it is kept, whether it was chosen as a whole or by hand. */
export class MountSetups {
  constructor(
    private readonly store: MountStore,
    private readonly plans: MountPlans,
    private readonly volumes: MountVolumes
  ) {}

  /**
   * What a user asks for, once it is clear that he may have it at this moment.
   * @throws AppError `not-found`, `not-allowed`, `conflict`, `invalid-request` for a volume that is named twice
   */
  resolve(user: User, wanted: ServerVolumes | undefined): Setup {
    if (wanted === undefined || typeof wanted === 'string') {
      return { ...NOTHING, base: wanted ?? 'default' };
    }
    const choices = wanted.map(({ volume: address, access }): Choice => {
      const volume = this.volumes.find(user, address);
      const wish = wishFor(access, volume, this.volumes.privileges(user, volume));
      if (this.volumes.isOutOfReach(volume)) {
        throw new AppError('conflict', `The files of ${volume.address} are out of reach`);
      }
      return { volumeId: volume.id, address: volume.address, access: wish };
    });
    if (new Set(choices.map(({ volumeId }) => volumeId)).size < choices.length) {
      throw new AppError('invalid-request', 'A volume is named twice');
    }
    return { base: 'none', choices };
  }

  /** To be called inside a transaction. */
  note(serverId: string, setup: Setup): void {
    this.store.noteSetup(serverId, setup);
  }

  of(owner: User, serverId: string): ServerVolumes {
    return this.describe(owner, this.store.setupOf(serverId));
  }

  /** A setup as the API has it, as far as it is possible at this moment. */
  describe(owner: User, setup: Setup): ServerVolumes {
    const { base, choices } = setup;
    if (base !== 'none' && choices.length === 0) {
      return base;
    }
    return this.plans
      .wanted(owner, setup)
      .volumes.map(({ volume, access }) => ({ volume: volume.address, access }))
      .sort((a, b) => (a.volume < b.volume ? -1 : 1));
  }

  /** Addresses of what was chosen for a server and cannot be mounted at this moment. */
  lost(owner: User, serverId: string): string[] {
    return this.plans.of(owner, serverId).lost.map(({ address }) => address);
  }

  /** Everything that a user may choose, in the order of the addresses. */
  usable(user: User): OptionVolume[] {
    const byDefault = new Set(this.volumes.mountsFor(user).map(({ volume }) => volume.id));
    return this.volumes.usableBy(user).map(({ volume, access }) => ({
      volume: volume.address,
      title: volume.title,
      description: volume.description,
      kind: kindOf(volume, user),
      owner: volume.owner?.name ?? null,
      access,
      byDefault: byDefault.has(volume.id)
    }));
  }
}

function kindOf({ kind, owner }: Volume, user: User): OptionVolume['kind'] {
  return kind === 'data' ? 'data' : owner?.id === user.id ? 'own' : 'shared';
}
