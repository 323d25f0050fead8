import type { Upload, UploadConflict } from '../../../contract/uploads.js';
import type { User } from '../../accounts/types.js';
import type { Clock } from '../../clock.js';
import { AppError, hasCode } from '../../errors.js';
import type { Room } from '../../room/ports.js';
import type { QuotaService } from '../../volumes/quotas.js';
import type { Volume } from '../../volumes/types.js';
import { gone } from '../gone.js';
import type { FileVolumes, Places } from '../places.js';
import type { IncomingBytes, VolumeFiles } from '../ports.js';
import { Publication, partOf } from './publication.js';
import type { UploadRow, UploadStore } from './store.js';
import { Turns } from './turns.js';

const DAY_MS = 24 * 3600 * 1000;
const MOST_PER_USER = 1000;

export interface UploadWish {
  readonly volume: string;
  readonly path: string;
  readonly conflict: UploadConflict;
  readonly lengthBytes: number;
}

export interface UploadParts {
  readonly store: UploadStore;
  readonly places: Places;
  readonly volumes: FileVolumes;
  readonly files: VolumeFiles;
  readonly quotas: Pick<QuotaService, 'open' | 'changed'>;
  /** Default: there is always enough space. */
  readonly room?: Pick<Room, 'mustHaveSpace'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Uploads that go on where they broke off. The bytes are collected in a hidden folder of the volume, and get their name
 * when they are all there. How many there are is what lies on the disk: nothing else survives every crash.
 */
export class UploadService {
  private readonly publication: Publication;
  private readonly turns = new Turns();

  constructor(private readonly parts: UploadParts) {
    this.publication = new Publication(parts.store, parts.files);
  }

  /**
   * @throws AppError `not-found`, `not-allowed`, `already-exists`, `conflict`, `limit-reached`, `quota-exceeded`,
   * `disk-full` also while so little space is left that nothing new may start
   */
  async create(user: User, wish: UploadWish): Promise<Upload> {
    const { store, files, quotas, newId } = this.parts;
    const { volume, path, place } = this.parts.places.toWriteAt(user, wish.volume, wish.path);
    this.parts.room?.mustHaveSpace();
    const there = await files.stat(place);
    if (there && wish.conflict === 'fail') {
      throw new AppError('already-exists', 'Something of this name exists already');
    }
    if (there && wish.conflict === 'replace' && there.kind !== 'file') {
      throw new AppError('conflict', 'Something is there that is no file: it is not replaced');
    }
    if (store.openOf(user.id) >= MOST_PER_USER) {
      throw new AppError('limit-reached', `You have ${MOST_PER_USER} unfinished uploads`);
    }
    const row: UploadRow = {
      id: newId(),
      ownerId: user.id,
      volumeId: volume.id,
      path,
      conflict: wish.conflict,
      lengthBytes: wish.lengthBytes,
      createdAt: this.now(),
      expiresAt: this.inADay(),
      publishedAt: null,
      intended: null
    };
    const writing = quotas.open(volume);
    try {
      // Refused before the first byte where they cannot all come.
      writing.take({ bytes: row.lengthBytes, files: 1 });
      store.insert(row);
      await files.writeFile(partOf(volume, row.id), Buffer.alloc(0), { parents: true });
      writing.done({ bytes: 0, files: 1 });
    } catch (error) {
      writing.done();
      store.delete(row.id);
      throw error;
    }
    return row.lengthBytes > 0
      ? this.show(row, volume, 0)
      : this.show(await this.publish(row, volume), volume, 0);
  }

  /** How far it is. What is complete but has no name yet, since the hub was killed, gets it. */
  async look(user: User, id: string): Promise<Upload> {
    this.turns.interrupt(id);
    return this.turns.alone(id, async () => {
      const { row, volume } = this.own(user, id);
      const here = await this.arrived(row, volume);
      const done =
        here.offset === row.lengthBytes ? await this.publish(here.row, volume) : here.row;
      return this.show(done, volume, here.offset);
    });
  }

  /**
   * Takes bytes from `offset` on. Those that came before a failure are kept.
   * @throws AppError `not-found`, `not-allowed`, `conflict` for another offset, `too-large` beyond its length,
   *   `quota-exceeded`; `already-exists` when its name was taken meanwhile
   */
  async append(user: User, id: string, offset: number, bytes: IncomingBytes): Promise<Upload> {
    // Whoever comes again has lost his first connection, though we may not have noticed.
    this.turns.interrupt(id);
    return this.turns.alone(id, async interruption => {
      const { row, volume } = this.own(user, id);
      this.parts.places.toWriteAt(user, row.volumeId, row.path);
      const here = await this.arrived(row, volume);
      if (here.offset !== offset) {
        throw new AppError('conflict', `${here.offset} bytes have arrived, not ${offset}`);
      }
      if (here.row.publishedAt !== null) {
        return this.show(here.row, volume, here.offset);
      }
      if ((bytes.length ?? 0) > row.lengthBytes - offset) {
        throw new AppError('too-large', `The upload ends after ${row.lengthBytes} bytes`);
      }
      await this.write(row, volume, offset, bytes, interruption);
      this.parts.store.expiresAt(id, this.inADay());
      const now = await this.arrived({ ...row, expiresAt: this.inADay() }, volume);
      const isWhole = now.offset === row.lengthBytes;
      return this.show(isWhole ? await this.publish(now.row, volume) : now.row, volume, now.offset);
    });
  }

  /** Forgets an upload and its bytes; a file that is complete stays. */
  async cancel(user: User, id: string): Promise<void> {
    this.turns.interrupt(id);
    await this.turns.alone(id, async () => {
      const { row, volume } = this.own(user, id);
      await this.forget(row, volume);
    });
  }

  /** Forgets what nobody went on with for a day; to be called now and then. */
  async expire(): Promise<void> {
    const { store, volumes, log } = this.parts;
    for (const row of store.expired(this.now())) {
      try {
        await this.turns.alone(row.id, () => this.forget(row, volumes.byId(row.volumeId)));
      } catch (err) {
        log.warn({ err, upload: row.id }, 'an unfinished upload was not removed');
      }
    }
  }

  private async write(
    row: UploadRow,
    volume: Volume,
    offset: number,
    bytes: IncomingBytes,
    interruption: AbortSignal
  ): Promise<void> {
    const { files, quotas } = this.parts;
    const writing = quotas.open(volume);
    let came = 0;
    const onChunk = (length: number) => {
      if (offset + came + length > row.lengthBytes) {
        throw new AppError('too-large', `The upload ends after ${row.lengthBytes} bytes`);
      }
      writing.take({ bytes: length });
      came += length;
    };
    interruption.addEventListener('abort', () => bytes.cancel(), { once: true });
    try {
      if (interruption.aborted) {
        throw new AppError('conflict', 'The upload goes on over another connection');
      }
      writing.take({ bytes: bytes.length ?? 0 });
      await bytes.append(files, partOf(volume, row.id), offset, onChunk);
    } finally {
      // What broke off may have written less than what came.
      const stat = await files.stat(partOf(volume, row.id)).catch(() => null);
      writing.done({ bytes: Math.max(0, (stat?.sizeBytes ?? offset) - offset), files: 0 });
    }
  }

  /** How many bytes are there, and the row with what is known by now. */
  private async arrived(
    row: UploadRow,
    volume: Volume
  ): Promise<{ row: UploadRow; offset: number }> {
    const { files, store } = this.parts;
    if (row.publishedAt !== null) {
      return { row, offset: row.lengthBytes };
    }
    const path = await this.publication.interrupted(row, volume);
    if (path !== null) {
      store.published(row.id, path, this.now());
      return { row: store.find(row.id) as UploadRow, offset: row.lengthBytes };
    }
    const place = partOf(volume, row.id);
    const stat =
      (await files.stat(place)) ??
      (await files.writeFile(place, Buffer.alloc(0), { exclusive: true, parents: true }));
    return { row, offset: stat.sizeBytes };
  }

  private async publish(row: UploadRow, volume: Volume): Promise<UploadRow> {
    if (row.publishedAt !== null) {
      return row;
    }
    const { store, quotas } = this.parts;
    const { path, replaced } = await this.publication.publish(row, volume);
    store.published(row.id, path, this.now());
    quotas.changed(volume, { bytes: -replaced.bytes, files: -replaced.files });
    return store.find(row.id) as UploadRow;
  }

  private async forget(row: UploadRow, volume: Volume | null): Promise<void> {
    const { files, store, quotas } = this.parts;
    const place = volume && row.publishedAt === null ? partOf(volume, row.id) : null;
    if (volume && place) {
      const stat = await files.stat(place).catch((error: unknown) => {
        if (hasCode(error, 'not-found')) {
          return null;
        }
        throw error;
      });
      await gone(files.remove(place));
      quotas.changed(volume, { bytes: -(stat?.sizeBytes ?? 0), files: stat ? -1 : 0 });
    }
    store.delete(row.id);
  }

  private own(user: User, id: string): { row: UploadRow; volume: Volume } {
    const row = this.parts.store.find(id);
    const volume = row && this.parts.volumes.byId(row.volumeId);
    if (row?.ownerId !== user.id || !volume || row.expiresAt <= this.now()) {
      throw new AppError('not-found', 'There is no such upload, or it has expired');
    }
    return { row, volume };
  }

  private show(row: UploadRow, volume: Volume, offsetBytes: number): Upload {
    const { id, path, conflict, lengthBytes, createdAt, expiresAt } = row;
    return {
      id,
      volume: volume.address,
      path,
      conflict,
      isComplete: row.publishedAt !== null,
      lengthBytes,
      offsetBytes,
      createdAt,
      expiresAt
    };
  }

  private now(): string {
    return this.parts.clock().toISOString();
  }

  private inADay(): string {
    return new Date(this.parts.clock().getTime() + DAY_MS).toISOString();
  }
}
