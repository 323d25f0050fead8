import { splitPlace, VolumePath } from '../../contract/common.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Privilege, Volume } from '../volumes/types.js';
import type { Place } from './ports.js';
import { isReserved } from './reserved.js';

/** Volumes, and who may do what with them. */
export interface FileVolumes {
  /** @throws AppError `not-found` also when the user may not see it */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  privileges(user: User, volume: Volume): Privilege[];
}

/** A place in a volume that somebody may see. */
export interface Located {
  readonly volume: Volume;
  /** Inside the volume; empty for the volume itself. */
  readonly path: string;
  readonly place: Place;
}

/** Finds places for users: what they may not see is not there, and what they may only read is not written to. */
export class Places {
  constructor(private readonly volumes: FileVolumes) {}

  /**
   * @param place - as in a URL: address or id of a volume, then the path in it
   * @throws AppError `not-found`, `invalid-request` for a path that is none
   */
  toRead(user: User, place: string): Located {
    const split = splitPlace(place);
    if (!split) {
      throw new AppError('not-found', 'There is no such volume, or you may not see it');
    }
    return this.inVolume(this.volumes.find(user, split.volume), split.path);
  }

  /** @throws AppError as {@link toRead}, `not-allowed` */
  toWrite(user: User, place: string): Located {
    return this.forWriting(user, this.toRead(user, place));
  }

  /** As {@link toRead}, for a path beside a volume. */
  toReadAt(user: User, address: string, path: string): Located {
    return this.inVolume(this.volumes.find(user, address), path);
  }

  /** As {@link toWrite}, for a path beside a volume. */
  toWriteAt(user: User, address: string, path: string): Located {
    return this.forWriting(user, this.toReadAt(user, address, path));
  }

  private inVolume(volume: Volume, path: string): Located {
    const parsed = VolumePath.safeParse(path);
    if (!parsed.success) {
      throw new AppError('invalid-request', `The path ${parsed.error.issues[0]?.message ?? ''}`);
    }
    return { volume, path, place: { directory: volume.directory, path } };
  }

  private forWriting(user: User, located: Located): Located {
    const { volume, path } = located;
    if (!this.volumes.privileges(user, volume).includes('write')) {
      throw new AppError('not-allowed', `You may not write to ${volume.address}`);
    }
    if (path === '') {
      throw new AppError('invalid-request', 'The path must name something inside the volume');
    }
    if (isReserved(path)) {
      throw new AppError('not-allowed', 'The hub keeps things of its own there');
    }
    return located;
  }
}
