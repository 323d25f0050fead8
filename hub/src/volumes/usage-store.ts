import type { Database } from '../sqlite/database.js';

export interface Usage {
  readonly bytes: number;
  readonly files: number;
}

export interface CountedUsage extends Usage {
  readonly countedAt: string;
}

interface Row {
  bytes: number;
  files: number;
  counted_at: string;
}

/** The table `volume_usage`: what lies in each volume. It is counted again now and then, so that nobody waits for the disk. */
export class UsageStore {
  private readonly selectOne;
  private readonly upsertRow;
  private readonly addRow;

  constructor(private readonly database: Database) {
    this.selectOne = database.prepare<[string], Row>(
      'SELECT bytes, files, counted_at FROM volume_usage WHERE volume_id = ?'
    );
    this.upsertRow = database.prepare<[string, number, number, string]>(
      `INSERT INTO volume_usage VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET bytes = excluded.bytes, files = excluded.files, counted_at = excluded.counted_at`
    );
    this.addRow = database.prepare<[number, number, string]>(
      'UPDATE volume_usage SET bytes = max(0, bytes + ?), files = max(0, files + ?) WHERE volume_id = ?'
    );
  }

  /** Null when it was never counted. */
  of(volumeId: string): Usage | null {
    const counted = this.countedOf(volumeId);
    return counted && { bytes: counted.bytes, files: counted.files };
  }

  countedOf(volumeId: string): CountedUsage | null {
    const row = this.selectOne.get(volumeId);
    return row ? { bytes: row.bytes, files: row.files, countedAt: row.counted_at } : null;
  }

  put(volumeId: string, { bytes, files }: Usage, countedAt: string): void {
    this.database.lightTransaction(() => this.upsertRow.run(volumeId, bytes, files, countedAt));
  }

  /** What came or went since it was counted; of no effect on what was never counted. */
  add(volumeId: string, { bytes, files }: Usage): void {
    this.database.lightTransaction(() => this.addRow.run(bytes, files, volumeId));
  }
}
