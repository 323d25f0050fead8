import type { TreeSize, VolumeFiles } from '../files/ports.js';
import type { Standing, TaskAccess } from './access.js';
import { OneSource, isCopied } from './one-source.js';
import type { Monotonic, TaskQuotas, TaskTrash } from './ports.js';
import type { TaskRecords } from './records.js';
import { Speed } from './speed.js';
import type { TaskRow, Work } from './types.js';
import { ZipOfSources } from './zip-of-sources.js';

/** How often progress is put on record and told. */
const TELL_EVERY_MS = 500;

/** More warnings than anybody reads. */
const MAX_WARNINGS = 100;

export interface RunParts {
  readonly files: VolumeFiles;
  readonly trash: TaskTrash;
  readonly quotas: TaskQuotas;
  readonly access: TaskAccess;
  readonly records: TaskRecords;
  readonly monotonic: Monotonic;
  readonly newId: () => string;
  /** Of this start of the machine. */
  readonly bootId: string;
}

/** Does a task, from wherever it was left, until it is done or something ends it. */
export class TaskRun {
  private readonly speed: Speed;
  private toldAtMs = -Infinity;
  /** Whether it has come further than the run before. */
  hasMoved = false;

  constructor(
    private readonly parts: RunParts,
    private task: TaskRow,
    private readonly signal: AbortSignal
  ) {
    this.speed = new Speed(parts.monotonic);
  }

  /** @throws AppError for what ends it as failed; the reason of the signal */
  async toEnd(standing: Standing): Promise<void> {
    this.signal.throwIfAborted();
    await this.trustOnlyTheDisk(standing);
    await this.count(standing);
    while (this.task.work.at < this.task.request.sources.length) {
      this.signal.throwIfAborted();
      await this.source(standing).finish();
      this.hasMoved = true;
      this.tell(this.task.work.done);
    }
  }

  /** Removes what is unfinished. */
  async abandon(standing: Standing): Promise<void> {
    if (this.task.work.at < this.task.request.sources.length) {
      await this.source(standing).abandon();
    }
  }

  private async trustOnlyTheDisk(standing: Standing): Promise<void> {
    const { bootId } = this.parts;
    const { work } = this.task;
    if (work.bootId !== null && work.bootId !== bootId) {
      await this.source(standing).distrust();
    }
    if (work.bootId !== bootId) {
      this.save({ ...work, bootId });
    }
  }

  /** What only gets another name counts as one file. */
  private async count(standing: Standing): Promise<void> {
    const { work, request } = this.task;
    if (work.total !== null) {
      return;
    }
    const total = { files: 0, bytes: 0 };
    const copied = { files: 0, bytes: 0 };
    const isZip = this.task.kind === 'zip';
    for (const source of request.sources) {
      const isMeasured = isZip || isCopied(this.task, source);
      const size = isMeasured
        ? await this.parts.files.measure(standing.sourceAt(source), this.silently())
        : { files: 1, bytes: 0 };
      for (const sum of isMeasured ? [total, copied] : [total]) {
        sum.files += size.files;
        sum.bytes += size.bytes;
      }
    }
    this.mustFit(standing, isZip ? { files: 1, bytes: copied.bytes } : copied);
    this.save({ ...this.task.work, total });
    this.tell(this.task.work.done);
  }

  /** Rather at once than after hours of copying. @throws AppError `quota-exceeded` */
  private mustFit(standing: Standing, copied: TreeSize): void {
    const { target } = this.task.request;
    if (target) {
      const writing = this.parts.quotas.open(standing.volume(target.volumeId));
      try {
        writing.take(copied);
      } finally {
        writing.done();
      }
    }
  }

  private silently() {
    return { signal: this.signal, onProgress: () => undefined };
  }

  /** What is to be done next. */
  private source(standing: Standing): OneSource | ZipOfSources {
    const { files, trash, quotas, newId } = this.parts;
    const Kind = this.task.kind === 'zip' ? ZipOfSources : OneSource;
    return new Kind(
      {
        files,
        trash,
        quotas,
        newId,
        standing,
        task: this.task,
        watch: { signal: this.signal, onProgress: soFar => this.onProgress(soFar) },
        save: work => this.save(work),
        warn: warnings => this.warn(warnings)
      },
      this.task.work
    );
  }

  private onProgress(soFar: TreeSize): void {
    const { progress } = this.task;
    this.hasMoved ||= soFar.bytes > progress.bytes || soFar.files > progress.files;
    if (this.parts.monotonic() - this.toldAtMs >= TELL_EVERY_MS) {
      this.tell(soFar);
    }
  }

  private tell(soFar: TreeSize): void {
    this.toldAtMs = this.parts.monotonic();
    const progress = this.speed.progress(soFar, this.task.work.total);
    this.task = this.parts.records.note(this.task.id, { progress }, { lightly: true });
  }

  /** A step is on the disk before it is taken, as is what tells parts to trust from others; what was done can be seen. */
  private save(work: Work): void {
    const lightly = work.step === null && work.bootId === this.task.work.bootId;
    this.task = this.parts.records.note(this.task.id, { work }, { lightly });
  }

  private warn(warnings: readonly string[]): void {
    const room = MAX_WARNINGS - this.task.warnings.length;
    if (warnings.length > 0 && room > 0) {
      const all = [...this.task.warnings, ...warnings.slice(0, room)];
      this.task = this.parts.records.note(this.task.id, { warnings: all }, { lightly: true });
    }
  }
}
