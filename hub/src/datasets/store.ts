import { createHash } from 'node:crypto';

import { DataSetEntry } from '../../contract/datasets.js';
import type { Database } from '../sqlite/database.js';

/** A data set as it was read, in its volume. */
export interface StoredDataSet {
  readonly id: string;
  readonly volumeId: string;
  readonly entry: DataSetEntry;
}

interface Row {
  readonly id: string;
  readonly volume_id: string;
  readonly entry: string;
}

function storedOf(row: Row): StoredDataSet {
  return {
    id: row.id,
    volumeId: row.volume_id,
    entry: DataSetEntry.parse(JSON.parse(row.entry))
  };
}

/** Keeps its meaning while the name stays. */
function idOf(volumeId: string, name: string): string {
  return `${volumeId}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

/** The tables of data sets: what the files of volumes said when they were last read. */
export class DataSetStore {
  private readonly selectEtag;
  private readonly putFile;
  private readonly deleteFile;
  private readonly deleteSets;
  private readonly insert;
  private readonly selectById;
  private readonly selectVolume;
  private readonly selectOf;

  constructor(private readonly database: Database) {
    this.selectEtag = database.prepare<[string], { etag: string }>(
      'SELECT etag FROM data_set_files WHERE volume_id = ?'
    );
    this.putFile = database.prepare<[{ volumeId: string; etag: string }]>(
      `INSERT INTO data_set_files VALUES (:volumeId, :etag)
       ON CONFLICT (volume_id) DO UPDATE SET etag = :etag`
    );
    this.deleteFile = database.prepare<[string]>('DELETE FROM data_set_files WHERE volume_id = ?');
    this.deleteSets = database.prepare<[string]>('DELETE FROM data_sets WHERE volume_id = ?');
    this.insert = database.prepare<[string, string, string]>(
      'INSERT INTO data_sets VALUES (?, ?, ?)'
    );
    this.selectById = database.prepare<[string], Row>('SELECT * FROM data_sets WHERE id = ?');
    this.selectVolume = database.prepare<[string], { volumeId: string }>(
      'SELECT volume_id AS volumeId FROM data_sets WHERE id = ?'
    );
    this.selectOf = database.prepare<[string], Row>('SELECT * FROM data_sets WHERE volume_id = ?');
  }

  /** Of the file that was read last; null without one. */
  etagOf(volumeId: string): string | null {
    return this.selectEtag.get(volumeId)?.etag ?? null;
  }

  put(volumeId: string, etag: string, entries: readonly DataSetEntry[]): void {
    this.database.transaction(() => {
      this.putFile.run({ volumeId, etag });
      this.deleteSets.run(volumeId);
      for (const entry of entries) {
        this.insert.run(idOf(volumeId, entry.name), volumeId, JSON.stringify(entry));
      }
    });
  }

  /** With all that was in it. */
  remove(volumeId: string): void {
    this.deleteFile.run(volumeId);
  }

  byId(id: string): StoredDataSet | null {
    const row = this.selectById.get(id);
    return row ? storedOf(row) : null;
  }

  volumeOf(id: string): string | null {
    return this.selectVolume.get(id)?.volumeId ?? null;
  }

  inVolume(volumeId: string): StoredDataSet[] {
    return this.selectOf.all(volumeId).map(storedOf);
  }
}
