import { gone } from '../files/gone.js';
import type { Place, TreeSize, ZipPart } from '../files/ports.js';
import { zipPartOf } from '../files/zip-part.js';
import { Naming, joined } from './naming.js';
import type { SourceParts } from './one-source.js';
import { folderOf } from './request-rules.js';
import type { NextStep, VolumePlace, Work } from './types.js';
import { withinQuota } from './within-quota.js';

const NOTHING: TreeSize = { files: 0, bytes: 0 };

/**
 * Puts all sources of a task into one archive, which gets its name when it is whole. An archive that was interrupted is
 * made anew: what it was to hold may have changed.
 */
export class ZipOfSources {
  private readonly folder: VolumePlace;
  private readonly name: string;
  private readonly naming: Naming;

  constructor(
    private readonly parts: SourceParts,
    private work: Work
  ) {
    const { files, trash, standing, task, newId } = parts;
    const target = task.request.target as VolumePlace;
    this.folder = folderOf(task.kind, target);
    this.name = target.path.slice(target.path.lastIndexOf('/') + 1);
    const about = (step: NextStep) => this.save({ ...this.work, step });
    const { request } = task;
    this.naming = new Naming({ files, trash, standing, request, newId, about }, this.folder);
  }

  /** @returns how far the task is when the archive is there: at its end */
  async finish(): Promise<Work> {
    const { files } = this.parts;
    let name = await this.resumed();
    let size = NOTHING;
    if (name === null) {
      await this.naming.mustHaveFolder();
      if (this.work.step === null || !(await this.naming.stat(this.staging))) {
        if (!(await this.naming.isWanted(this.name))) {
          return this.leftOut();
        }
        size = await this.zip();
      }
      name = await this.naming.give({ from: this.staging, name: this.name, isDirectory: false });
    }
    if (name === null) {
      await gone(files.remove(this.staging));
      return this.leftOut();
    }
    return this.end(name, size);
  }

  /**
   * Removes what is unfinished of it.
   * @returns how far the task is: the archive may turn out to have its name
   */
  async abandon(): Promise<Work> {
    const name = await this.resumed();
    if (name !== null) {
      return this.end(name, NOTHING);
    }
    await gone(this.parts.files.remove(this.staging));
    return this.work;
  }

  /** What was not whole is made anew in any case. */
  distrust(): Promise<void> {
    return Promise.resolve();
  }

  private get staging(): Place {
    return this.naming.placeOf(`.labcommons-${this.parts.task.id.toLowerCase()}.part`);
  }

  /** The name that it was given before the hub died, if it was. */
  private async resumed(): Promise<string | null> {
    const { step } = this.work;
    const wasGiven = step?.do === 'name' && (await this.naming.wasGiven(this.staging, step.name));
    return wasGiven ? step.name : null;
  }

  private async zip(): Promise<TreeSize> {
    const { files, quotas, standing, watch, warn } = this.parts;
    const volume = standing.volume(this.folder.volumeId);
    // About what it takes: members are stored as they are.
    const room = ({ bytes }: TreeSize) => ({ files: 1, bytes });
    const { size, warnings } = await withinQuota(quotas, volume, watch, room, async inner => {
      const { warnings, ...size } = await files.zipTree(this.members(), this.staging, inner);
      const archive = await files.stat(this.staging);
      return { size, warnings, written: { files: 1, bytes: archive?.sizeBytes ?? 0 } };
    });
    watch.signal.throwIfAborted();
    warn(warnings);
    return size;
  }

  private members(): ZipPart[] {
    const { standing, task } = this.parts;
    return task.request.sources.map(source =>
      zipPartOf(standing.volume(source.volumeId), source.path, standing.sourceAt(source))
    );
  }

  private leftOut(): Work {
    this.parts.warn([`${this.name}: is in the target folder already, left out`]);
    return this.end(null, NOTHING);
  }

  private end(name: string | null, { files, bytes }: TreeSize): Work {
    const { results } = this.work;
    const result = name === null ? [] : [{ ...this.folder, path: joined(this.folder.path, name) }];
    const at = this.parts.task.request.sources.length;
    this.save({
      ...this.work,
      at,
      step: null,
      results: [...results, ...result],
      done: { files, bytes }
    });
    return this.work;
  }

  private save(work: Work): void {
    this.work = work;
    this.parts.save(work);
  }
}
