import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Located } from '../files/places.js';
import { inVolume } from './places.js';
import type { JobGrants, JobUsers, JobVolumes } from './ports.js';
import type { JobStore } from './store.js';
import type { JobRow } from './types.js';

/** Who may look at which job: its owner, and whom he shares its results with. To all others it does not exist. */
export class JobAccess {
  constructor(
    private readonly store: JobStore,
    private readonly grants: Pick<JobGrants, 'may'>,
    private readonly volumes: Pick<JobVolumes, 'byId' | 'privileges'>,
    private readonly users: JobUsers
  ) {}

  /** @throws AppError `not-found` for everybody but the owner */
  own(user: User, id: string): JobRow {
    const job = this.store.ownerOf(id) === user.id ? this.store.find(id) : null;
    if (!job) {
      throw missing();
    }
    return job;
  }

  /** @throws AppError `not-found` */
  readable(user: User, id: string): JobRow {
    // Asked for in any case, and before it is read: the time must not tell a hidden job from a missing one.
    const resource = { kind: 'job', id, ownerId: this.store.ownerOf(id) } as const;
    const job = this.grants.may(user, 'read', resource) ? this.store.find(id) : null;
    if (!job) {
      throw missing();
    }
    return job;
  }

  /**
   * A place in the working folder. It lies in a volume that may be somebody else's: so its owner has to be able to read
   * that now, and to share it where others look.
   * @throws AppError `not-found`
   */
  inFolder(user: User, id: string, path: string): Located {
    const job = this.readable(user, id);
    const volume = this.volumes.byId(job.workingVolume);
    const owner = this.users.userById(job.ownerId);
    const needed = user.id === job.ownerId ? 'read' : 'grant';
    if (!volume || !owner || !this.volumes.privileges(owner, volume).includes(needed)) {
      throw new AppError('not-found', 'The volume of its working folder is out of reach');
    }
    const place = inVolume(volume, job.workingPath, path);
    return { volume, path: place.path, place };
  }
}

function missing(): AppError {
  return new AppError('not-found', 'There is no such job');
}
