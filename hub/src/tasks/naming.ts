import { AppError, hasCode } from '../errors.js';
import { numberedName } from '../files/numbered-name.js';
import type { EntryStat, Place, VolumeFiles } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import type { Standing } from './access.js';
import type { TaskTrash } from './ports.js';
import { isWithin } from './request-rules.js';
import type { NextStep, Request, VolumePlace } from './types.js';

/** How often something is tried whose name is taken. */
const MAX_ATTEMPTS = 1000;

/** Something that is whole and gets its name in the target folder. */
export interface Nameless {
  readonly from: Place;
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface NamingParts {
  readonly files: VolumeFiles;
  readonly trash: TaskTrash;
  readonly standing: Standing;
  readonly request: Request;
  readonly newId: () => string;
  /** Puts the next step on record. */
  readonly about: (step: NextStep) => void;
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Gives things their names in the target folder, as the request wants it where a name is taken. */
export class Naming {
  private readonly volume: Volume;

  /** @param target - the folder that names are given in */
  constructor(
    private readonly parts: NamingParts,
    private readonly target: VolumePlace
  ) {
    this.volume = parts.standing.volume(target.volumeId);
  }

  placeOf(name: string): Place {
    return { directory: this.volume.directory, path: joined(this.target.path, name) };
  }

  /**
   * @returns the name it has got; null when it is to be left out
   * @throws AppError `already-exists`
   */
  async give(thing: Nameless): Promise<string | null> {
    const { name, isDirectory } = thing;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const isNumbered = attempt > 1 && this.parts.request.conflict === 'keepBoth';
      const candidate = isNumbered ? numberedName(name, attempt, isDirectory) : name;
      this.parts.about({ do: 'name', name: candidate });
      try {
        await this.parts.files.rename(thing.from, this.placeOf(candidate));
        return candidate;
      } catch (error) {
        if (!hasCode(error, 'already-exists')) {
          throw error;
        }
      }
      if (!(await this.goesOn(candidate))) {
        return null;
      }
    }
    throw taken(name);
  }

  /** @throws AppError `not-found` when the folder in which names are given is gone */
  async mustHaveFolder(): Promise<void> {
    const { directory } = this.volume;
    const folder = await this.stat({ directory, path: this.target.path });
    if (folder?.kind !== 'directory') {
      throw new AppError('not-found', 'The target folder is not there any more');
    }
  }

  /**
   * Saves the work of making what would not be given its name.
   * @throws AppError `already-exists`
   */
  async isWanted(name: string): Promise<boolean> {
    const { conflict } = this.parts.request;
    const isFree = conflict === 'replace' || conflict === 'keepBoth';
    if (isFree || !(await this.stat(this.placeOf(name)))) {
      return true;
    }
    if (conflict === 'fail') {
      throw taken(name);
    }
    return false;
  }

  /** Whether a name that was about to be given when the hub died has been given. */
  async wasGiven(from: Place, name: string): Promise<boolean> {
    const to = this.placeOf(name);
    const [before, after] = [await this.stat(from), await this.stat(to)];
    if (!before || !after) {
      return after !== null;
    }
    if (before.kind !== 'directory' && before.etag === after.etag) {
      // A file gets its new name before it loses the old one.
      await this.parts.files.remove(from);
      return true;
    }
    if (before.kind === 'directory' && after.kind === 'directory' && (await this.isEmpty(to))) {
      // A folder's new name is taken by an empty one before the folder gets it.
      await this.discard(name);
    }
    return false;
  }

  /** Null also when the way there is gone. */
  async stat(place: Place): Promise<EntryStat | null> {
    try {
      return await this.parts.files.stat(place);
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return null;
      }
      throw error;
    }
  }

  /** What happens when the name is taken. @returns whether another attempt is worth it */
  private async goesOn(name: string): Promise<boolean> {
    switch (this.parts.request.conflict) {
      case 'fail':
        throw taken(name);
      case 'skip':
        return false;
      case 'replace':
        this.mustNotHoldSources(name);
        await this.discard(name);
        return true;
      case 'keepBoth':
        return true;
    }
  }

  private async discard(name: string): Promise<void> {
    const { standing, trash, newId, about } = this.parts;
    const trashId = newId();
    about({ do: 'makeRoom', trashId });
    try {
      await trash.discard(standing.user, this.volume, joined(this.target.path, name), trashId);
    } catch (error) {
      if (!hasCode(error, 'not-found')) {
        throw error;
      }
    }
  }

  private mustNotHoldSources(name: string): void {
    const { sources, snapshotId } = this.parts.request;
    const place = { volumeId: this.volume.id, path: joined(this.target.path, name) };
    if (snapshotId === undefined && sources.some(source => isWithin(source, place))) {
      throw new AppError('already-exists', `${name}: holds what it should be replaced by`);
    }
  }

  private async isEmpty(place: Place): Promise<boolean> {
    return (await this.parts.files.list(place, { limit: 1 })).length === 0;
  }
}

export function taken(name: string): AppError {
  return new AppError('already-exists', `${name}: the target folder has something of this name`);
}
