import { Readable } from 'node:stream';

import {
  DATA_SETS_FILE,
  type DataSet,
  type DataSetEntry,
  type DataSetIndex
} from '../../contract/datasets.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError, hasCode } from '../errors.js';
import type { EntryStat, VolumeFiles } from '../files/ports.js';
import type { FileService } from '../files/service.js';
import { qualityOf } from '../search/match.js';
import type { VolumeReader } from '../search/ports.js';
import { parseQuery } from '../search/query.js';
import { fold } from '../search/words.js';
import type { Database } from '../sqlite/database.js';
import type { Privilege, Volume } from '../volumes/types.js';
import { imageTypeOf } from './image-type.js';
import { type ParsedIndex, logoPathOf, parseIndex } from './parse.js';
import { DataSetStore, type StoredDataSet } from './store.js';

const MOST_BYTES = 1024 * 1024;
const MOST_LOGO_BYTES = 1024 * 1024;

export interface DataSetParts {
  readonly database: Database;
  readonly volumes: {
    byId(id: string): Volume | null;
    /** @throws AppError `not-found` also when the user may not see it */
    find(user: User, addressOrId: string): Volume;
    privileges(user: User, volume: Volume): Privilege[];
    listVisible(user: User): Volume[];
  };
  readonly files: Pick<VolumeFiles, 'readFile' | 'stat'>;
  readonly fileService: Pick<FileService, 'write' | 'makeFolder'>;
  readonly activity: ActivityRecorder;
}

interface ListWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly catalogue?: string | undefined;
  readonly volume?: string | undefined;
}

/** What a volume says of its data sets, and the tag of the file; empty without one. */
export interface ReadIndex {
  readonly index: DataSetIndex;
  readonly etag: string | null;
}

/** Data sets, as the volumes that hold them tell of them in a file. */
export class DataSetService implements VolumeReader {
  readonly path = DATA_SETS_FILE;

  private readonly store: DataSetStore;

  constructor(private readonly parts: DataSetParts) {
    this.store = new DataSetStore(parts.database);
  }

  list(user: User, { limit, cursor, q, tag, catalogue, volume }: ListWish) {
    const { volumes } = this.parts;
    const [name = '', id = ''] = decodeCursor(cursor, 2);
    const visible = this.inVolumes(volumes.listVisible(user));
    const query = q === undefined ? null : parseQuery(q);
    const address = volume === undefined ? null : volumes.find(user, volume).address;
    const wanted = visible
      .filter(
        each =>
          (address === null || each.volume === address) &&
          (tag === undefined || each.tags.includes(tag)) &&
          (catalogue === undefined || each.catalogue === catalogue) &&
          (query === null || qualityOf(query, textOf(each)) !== null)
      )
      .map(dataSet => ({ dataSet, key: fold(dataSet.name) }))
      .filter(({ dataSet, key }) => key > name || (key === name && dataSet.id > id))
      .sort((a, b) => compare(a.key, b.key) || compare(a.dataSet.id, b.dataSet.id));
    const page = pageFrom(wanted, limit, ({ dataSet, key }) => [key, dataSet.id]);
    return {
      items: page.items.map(({ dataSet }) => dataSet),
      nextCursor: page.nextCursor,
      tags: distinct(visible.flatMap(({ tags }) => tags)),
      catalogues: distinct(visible.flatMap(each => each.catalogue ?? []))
    };
  }

  /** @throws AppError `not-found` also for what the user may not see */
  get(user: User, id: string): DataSet {
    const { stored, volume } = this.visible(user, id);
    return dataSetOf(stored, volume);
  }

  /** @throws AppError `not-found` without a logo that is an image in the volume */
  async logo(user: User, id: string): Promise<{ bytes: Buffer; type: string }> {
    const { stored, volume } = this.visible(user, id);
    const path = logoPathOf(stored.entry);
    const place = { directory: volume.directory, path: path ?? '' };
    const bytes =
      path === null
        ? null
        : await this.bytesOrNull(place, MOST_LOGO_BYTES).then(read => read?.bytes);
    const type = bytes ? imageTypeOf(bytes) : null;
    if (!bytes || type === null) {
      throw new AppError('not-found', 'It has no logo');
    }
    return { bytes, type };
  }

  /** As the file says at this moment. @throws AppError `not-found` */
  async readIndex(user: User, address: string): Promise<ReadIndex> {
    const volume = this.parts.volumes.find(user, address);
    const read = await this.read(volume);
    if (!read) {
      return { index: { datasets: [], problems: [] }, etag: null };
    }
    const { entries, problems } = read.parsed;
    return { index: { datasets: [...entries], problems: [...problems] }, etag: read.stat.etag };
  }

  /**
   * @param conditions - the headers of these names
   * @throws AppError `not-found`, `not-allowed`, `changed-meanwhile`, `already-exists`, `quota-exceeded`
   */
  async writeIndex(
    user: User,
    address: string,
    datasets: readonly DataSetEntry[],
    conditions: { ifMatch: string | undefined; ifNoneMatch: string | undefined }
  ): Promise<ReadIndex> {
    const { volumes, files, fileService, activity } = this.parts;
    const volume = volumes.find(user, address);
    const bytes = Buffer.from(`${JSON.stringify({ datasets }, null, 2)}\n`);
    if (bytes.length > MOST_BYTES) {
      throw new AppError('too-large', `All data sets together take at most ${MOST_BYTES} bytes`);
    }
    const [folder = ''] = DATA_SETS_FILE.split('/');
    if (!(await files.stat({ directory: volume.directory, path: folder }))) {
      if (conditions.ifMatch !== undefined) {
        throw new AppError('changed-meanwhile', 'The file is not there any more');
      }
      await fileService.makeFolder(user, `${volume.id}/${folder}`, false);
    }
    await fileService.write(user, `${volume.id}/${DATA_SETS_FILE}`, {
      bytes: {
        length: bytes.length,
        writeFile: (files, place, options) => files.writeFile(place, bytes, options),
        append: (files, place, offset) => files.append(place, offset, Readable.from([bytes])),
        cancel: () => undefined
      },
      ...conditions
    });
    activity.record({
      actorId: user.id,
      action: 'volume.describeDataSets',
      resource: { kind: 'volume', id: volume.id },
      outcome: 'done',
      detail: `${volume.address} holds ${datasets.length} data sets`
    });
    await this.refresh(volume);
    return this.readIndex(user, volume.id);
  }

  inVolumes(volumes: readonly Volume[]): DataSet[] {
    return volumes.flatMap(volume =>
      this.store.inVolume(volume.id).map(stored => dataSetOf(stored, volume))
    );
  }

  async refresh(volume: Volume): Promise<void> {
    const { store } = this;
    const { files } = this.parts;
    const stat = await files.stat(placeIn(volume));
    if (stat?.kind === 'file' && stat.etag === store.etagOf(volume.id)) {
      return;
    }
    const read = stat && (await this.read(volume));
    if (read) {
      store.put(volume.id, read.stat.etag, read.parsed.entries);
    } else {
      store.remove(volume.id);
    }
  }

  forget(volumeId: string): void {
    this.store.remove(volumeId);
  }

  private async read(volume: Volume): Promise<{ stat: EntryStat; parsed: ParsedIndex } | null> {
    const read = await this.bytesOrNull(placeIn(volume), MOST_BYTES);
    return read && { stat: read.stat, parsed: parseIndex(read.bytes) };
  }

  /** Null for whatever is no file that can be read as a whole. */
  private async bytesOrNull(place: { directory: string; path: string }, maxBytes: number) {
    try {
      return await this.parts.files.readFile(place, { maxBytes });
    } catch (error) {
      if (error instanceof AppError && error.code !== 'files-unavailable') {
        return null;
      }
      throw error;
    }
  }

  private visible(user: User, id: string): { stored: StoredDataSet; volume: Volume } {
    const { store } = this;
    const { volumes } = this.parts;
    try {
      // Asked for in any case, and before it is read: the time must not tell a hidden one from a missing one.
      const volume = volumes.find(user, store.volumeOf(id) ?? '');
      const stored = store.byId(id);
      if (stored) {
        return { stored, volume };
      }
    } catch (error) {
      if (!hasCode(error, 'not-found')) {
        throw error;
      }
    }
    throw new AppError('not-found', 'There is no such data set, or you may not see it');
  }
}

function placeIn({ directory }: Volume) {
  return { directory, path: DATA_SETS_FILE };
}

function dataSetOf({ id, entry }: StoredDataSet, volume: Volume): DataSet {
  const { catalog: catalogue, logo: _, ...shown } = entry;
  return {
    id,
    volume: volume.address,
    volumeTitle: volume.title,
    catalogue,
    hasLogo: logoPathOf(entry) !== null,
    ...shown
  };
}

function textOf({ name, summary, description, catalogue, tags }: DataSet) {
  return { title: name, rest: [summary, description, catalogue ?? '', ...tags].join('\n') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => compare(fold(a), fold(b)));
}
