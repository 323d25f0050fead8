import { AppError, hasCode } from '../errors.js';
import { gone } from '../files/gone.js';
import type { EntryStat, Place, TreeSize, VolumeFiles, Watch } from '../files/ports.js';
import { RESERVED } from '../files/reserved.js';
import type { Standing } from './access.js';
import { Naming, joined, taken } from './naming.js';
import type { TaskQuotas, TaskTrash } from './ports.js';
import type { NextStep, TaskRow, VolumePlace, Work } from './types.js';
import { withinQuota } from './within-quota.js';

export interface SourceParts {
  readonly files: VolumeFiles;
  readonly trash: TaskTrash;
  readonly quotas: TaskQuotas;
  readonly newId: () => string;
  readonly standing: Standing;
  readonly task: Pick<TaskRow, 'id' | 'kind' | 'request'>;
  readonly watch: Watch;
  /** Puts on record how far it is. */
  readonly save: (work: Work) => void;
  readonly warn: (warnings: readonly string[]) => void;
}

const NOTHING: TreeSize = { files: 0, bytes: 0 };
const ONE: TreeSize = { files: 1, bytes: 0 };

/** Whether its files have to be copied, rather than to get another name. */
export function isCopied(task: Pick<TaskRow, 'kind' | 'request'>, source: VolumePlace): boolean {
  return (
    task.kind === 'copy' ||
    (task.kind === 'move' && task.request.target?.volumeId !== source.volumeId)
  );
}

/**
 * Does what a task asks with one of its sources. Every step is on record before it is taken, so that another process
 * can find out whether it was, and go on.
 */
export class OneSource {
  private readonly source: VolumePlace;
  private readonly name: string;

  constructor(
    private readonly parts: SourceParts,
    private work: Work
  ) {
    this.source = parts.task.request.sources[work.at] as VolumePlace;
    const volume = parts.standing.volume(this.source.volumeId);
    this.name = this.source.path.split('/').at(-1) || volume.name;
  }

  private get from(): Place {
    return this.parts.standing.sourceAt(this.source);
  }

  private get isFromSnapshot(): boolean {
    return this.parts.task.request.snapshotId !== undefined;
  }

  /** @returns how far the task is when the source is done */
  async finish(): Promise<Work> {
    const { kind, request } = this.parts.task;
    const { target } = request;
    if (target === null) {
      await this.discard(null);
      return this.next(null, ONE);
    }
    if (this.isThereAlready(target) && (kind === 'move' || request.conflict !== 'keepBoth')) {
      return this.inItsPlace(kind === 'move');
    }
    return isCopied(this.parts.task, this.source) ? this.copied(target) : this.renamed(target);
  }

  /**
   * Removes what is unfinished of it.
   * @returns how far the task is: the source may turn out to have been done
   */
  async abandon(): Promise<Work> {
    const { target } = this.parts.task.request;
    const { step } = this.work;
    if (target === null) {
      return this.work;
    }
    if (step?.do === 'discard' && step.name !== null) {
      return this.next({ ...target, path: joined(target.path, step.name) }, NOTHING);
    }
    const isCopy = isCopied(this.parts.task, this.source);
    const from = isCopy ? this.staging(target) : this.from;
    if (step?.do === 'name' && (await this.naming(target).wasGiven(from, step.name))) {
      return this.next({ ...target, path: joined(target.path, step.name) }, NOTHING);
    }
    if (isCopy) {
      await gone(this.parts.files.remove(from));
    }
    return this.work;
  }

  /** Throws away what a copy left whose machine was started anew since: it may never have reached the disk. */
  async distrust(): Promise<void> {
    const { target } = this.parts.task.request;
    if (target && this.work.step === null && isCopied(this.parts.task, this.source)) {
      await gone(this.parts.files.remove(this.staging(target)));
    }
  }

  private async renamed(target: VolumePlace): Promise<Work> {
    const naming = this.naming(target);
    const name = await this.resumed(naming, this.from);
    if (name !== null) {
      return this.next({ ...target, path: joined(target.path, name) }, ONE);
    }
    const entry = await this.mustBeThere(naming);
    const isDirectory = entry.kind === 'directory';
    const given = await naming.give({ from: this.from, name: this.name, isDirectory });
    if (given === null) {
      return this.leftOut();
    }
    return this.next({ ...target, path: joined(target.path, given) }, ONE);
  }

  private async copied(target: VolumePlace): Promise<Work> {
    const { task, watch } = this.parts;
    const naming = this.naming(target);
    const staging = this.staging(target);
    const { step } = this.work;
    let name = step?.do === 'discard' ? step.name : await this.resumed(naming, staging);
    let size = NOTHING;
    if (name === null) {
      const entry = await this.mustBeThere(naming);
      if (step === null || !(await naming.stat(staging))) {
        if (!(await naming.isWanted(this.name))) {
          return this.leftOut();
        }
        size = await this.copy(staging, target);
        watch.signal.throwIfAborted();
      }
      const isDirectory = entry.kind === 'directory';
      name = await naming.give({ from: staging, name: this.name, isDirectory });
    }
    if (name === null) {
      await gone(this.parts.files.remove(staging));
      return this.leftOut();
    }
    if (task.kind === 'move') {
      await this.discard(name);
    }
    return this.next({ ...target, path: joined(target.path, name) }, size);
  }

  /** What the quota has no room for ends it. */
  private async copy(staging: Place, target: VolumePlace): Promise<TreeSize> {
    const { files, watch, warn, standing, quotas, task } = this.parts;
    const { done } = this.work;
    const volume = standing.volume(target.volumeId);
    const { written, warnings } = await withinQuota(
      quotas,
      volume,
      {
        signal: watch.signal,
        onProgress: soFar =>
          watch.onProgress({ files: done.files + soFar.files, bytes: done.bytes + soFar.bytes })
      },
      soFar => soFar,
      async inner => {
        const { warnings, ...written } = await files.copyTree(this.from, staging, {
          without: this.source.path === '' ? RESERVED : [],
          allLinks: this.isFromSnapshot,
          // The original of a copy stays, and nothing that is killed here takes away what has been written.
          toDisk: task.kind === 'move',
          ...inner
        });
        return { written, warnings };
      }
    );
    warn(warnings.map(text => `${this.name}: ${text}`));
    return written;
  }

  /** The name that it was given before the hub died, if it was. */
  private async resumed(naming: Naming, from: Place): Promise<string | null> {
    const { step } = this.work;
    return step?.do === 'name' && (await naming.wasGiven(from, step.name)) ? step.name : null;
  }

  /** @throws AppError `not-found` when source or target folder is gone */
  private async mustBeThere(naming: Naming): Promise<EntryStat> {
    await naming.mustHaveFolder();
    const entry = await naming.stat(this.from);
    if (!entry) {
      throw new AppError('not-found', `${this.name}: not there any more`);
    }
    return entry;
  }

  /** Into the trash of its own volume. @param name - of its copy */
  private async discard(name: string | null): Promise<void> {
    const { trash, standing, newId } = this.parts;
    const { step } = this.work;
    if (step?.do === 'discard' && (await trash.has(step.trashId))) {
      return;
    }
    const trashId = step?.do === 'discard' ? step.trashId : newId();
    this.about({ do: 'discard', name, trashId });
    const volume = standing.volume(this.source.volumeId);
    try {
      await trash.discard(standing.user, volume, this.source.path, trashId);
    } catch (error) {
      // What was copied and is gone was removed by somebody else.
      if (name === null || !hasCode(error, 'not-found')) {
        throw error;
      }
    }
  }

  private inItsPlace(isMove: boolean): Work {
    if (isMove) {
      return this.next(this.source, ONE);
    }
    if (this.parts.task.request.conflict === 'fail') {
      throw taken(this.name);
    }
    return this.leftOut();
  }

  private isThereAlready(target: VolumePlace): boolean {
    const { volumeId, path } = this.source;
    return (
      !this.isFromSnapshot &&
      path !== '' &&
      volumeId === target.volumeId &&
      path === joined(target.path, this.name)
    );
  }

  private leftOut(): Work {
    this.parts.warn([`${this.name}: is in the target folder already, left out`]);
    return this.next(null, NOTHING);
  }

  private about(step: NextStep): void {
    this.work = { ...this.work, step };
    this.parts.save(this.work);
  }

  private next(result: VolumePlace | null, size: TreeSize): Work {
    const { at, results, done } = this.work;
    this.work = {
      ...this.work,
      at: at + 1,
      step: null,
      results: result ? [...results, result] : results,
      done: { files: done.files + size.files, bytes: done.bytes + size.bytes }
    };
    this.parts.save(this.work);
    return this.work;
  }

  private naming(target: VolumePlace): Naming {
    const { files, trash, standing, task, newId } = this.parts;
    const about = (step: NextStep) => this.about(step);
    return new Naming({ files, trash, standing, request: task.request, newId, about }, target);
  }

  /** Where it is copied to until it is whole. */
  private staging(target: VolumePlace): Place {
    const name = `.labcommons-${this.parts.task.id.toLowerCase()}-${this.work.at}.part`;
    const { directory } = this.parts.standing.volume(target.volumeId);
    return { directory, path: joined(target.path, name) };
  }
}
