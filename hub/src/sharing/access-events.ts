import type { Volume as ContractVolume } from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import type { EventPublisher } from '../activity/ports.js';
import type { Volume } from '../volumes/types.js';
import type { AccessWatch } from './ports.js';
import type { Resource } from './types.js';

/** Volumes, as far as their events need them. */
export interface EventVolumes {
  byId(id: string): Volume | null;
  toContract(user: User, volume: Volume): ContractVolume;
}

/** Lets volumes appear to whom they are shared with, and vanish when that is over, without a reload. */
export class AccessEvents implements AccessWatch {
  constructor(
    private readonly volumes: EventVolumes,
    private readonly events: EventPublisher
  ) {}

  changed(user: User, resource: Resource): void {
    const volume = this.volumeOf(resource);
    if (volume) {
      const { id, version } = volume;
      const body = this.volumes.toContract(user, volume);
      this.events.publish(user.id, { type: 'volume', id, version, body });
    }
  }

  lost(user: User, resource: Resource): void {
    const volume = this.volumeOf(resource);
    if (volume) {
      const { id, version } = volume;
      this.events.publish(user.id, { type: 'volumeDeleted', id, version });
    }
  }

  private volumeOf({ kind, id }: Resource): Volume | null {
    return kind === 'volume' ? this.volumes.byId(id) : null;
  }
}
