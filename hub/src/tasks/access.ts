import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Place } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import type { TaskSnapshots, TaskUsers, TaskVolumes } from './ports.js';
import { ofSources } from './request-rules.js';
import type { Request, TaskRow, VolumePlace } from './types.js';

/** Who a task works for, its volumes, and where its sources are. */
export interface Standing {
  readonly user: User;
  volume(id: string): Volume;
  /** @throws AppError `not-found` when the snapshot that it is taken from is gone */
  sourceAt(source: VolumePlace): Place;
}

/** Whether a task may still do what it was asked to. */
export class TaskAccess {
  constructor(
    private readonly volumes: TaskVolumes,
    private readonly users: TaskUsers,
    private readonly snapshots: TaskSnapshots
  ) {}

  /** @throws AppError `not-allowed` when its owner may no longer do this, in words for him */
  decide(task: TaskRow): Standing {
    const owner = this.users.userById(task.ownerId);
    const account = owner && this.users.findActive(owner.name);
    if (!account) {
      throw new AppError('not-allowed', 'The account of its owner is disabled');
    }
    const user = { ...account, admin: account.admin && task.request.asAdmin };
    const { sources, target } = task.request;
    const found = new Map<string, Volume>();
    const check = (id: string, privilege: 'read' | 'write') => {
      found.set(id, this.mayUse(user, id, privilege));
    };
    new Set(sources.map(({ volumeId }) => volumeId)).forEach(id => check(id, ofSources(task.kind)));
    if (target) {
      check(target.volumeId, 'write');
    }
    return this.standing(user, found, task.request);
  }

  /** @throws AppError `not-found` when the snapshot that it is taken from is gone */
  sourceAt(request: Pick<Request, 'snapshotId'>, volume: Volume, path: string): Place {
    const { snapshotId } = request;
    if (snapshotId === undefined) {
      return { directory: volume.directory, path };
    }
    const snapshot = this.snapshots.find(snapshotId);
    if (snapshot?.volumeId !== volume.id) {
      throw new AppError('not-found', 'The snapshot is not there any more');
    }
    return { directory: snapshot.directory, path };
  }

  /** For tidying up what a task left, whatever its owner may do by now; null when a volume of it is gone. */
  forTidying(task: TaskRow): Standing | null {
    const { sources, target } = task.request;
    const places = [...sources, ...(target ? [target] : [])];
    const found = new Map(places.map(({ volumeId }) => [volumeId, this.volumes.byId(volumeId)]));
    const user = this.users.userById(task.ownerId);
    return user && [...found.values()].every(volume => volume !== null)
      ? this.standing({ ...user, admin: false }, found, task.request)
      : null;
  }

  private standing(
    user: User,
    found: ReadonlyMap<string, Volume | null>,
    request: Request
  ): Standing {
    const volume = (id: string) => found.get(id) as Volume;
    return {
      user,
      volume,
      sourceAt: ({ volumeId, path }) => this.sourceAt(request, volume(volumeId), path)
    };
  }

  private mayUse(user: User, id: string, privilege: 'read' | 'write'): Volume {
    const volume = this.volumes.byId(id);
    const held = volume ? this.volumes.privileges(user, volume) : [];
    if (!volume || !held.includes('read')) {
      throw new AppError('not-allowed', 'A volume of it is gone, or not yours to see any more');
    }
    if (!held.includes(privilege)) {
      throw new AppError('not-allowed', `You may not write to ${volume.address}`);
    }
    return volume;
  }
}
