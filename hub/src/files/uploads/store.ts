import type { UploadConflict } from '../../../contract/uploads.js';
import type { Database } from '../../sqlite/database.js';

/** A row of the table `uploads`. How much has arrived is the length of its file. */
export interface UploadRow {
  readonly id: string;
  readonly ownerId: string;
  readonly volumeId: string;
  /** Where the file will be; once published, where it is. */
  readonly path: string;
  readonly conflict: UploadConflict;
  readonly lengthBytes: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly publishedAt: string | null;
  /** The path that it is just being given: what a crash left open. */
  readonly intended: string | null;
}

const COLUMNS = `id, owner_id AS ownerId, volume_id AS volumeId, path, conflict, length_bytes AS lengthBytes,
  created_at AS createdAt, expires_at AS expiresAt, published_at AS publishedAt, intended`;

/** The table `uploads`. */
export class UploadStore {
  private readonly insertRow;
  private readonly selectOne;
  private readonly countOpen;
  private readonly selectExpired;
  private readonly updateExpiry;
  private readonly updateIntended;
  private readonly updatePublished;
  private readonly deleteRow;

  constructor(database: Database) {
    this.insertRow = database.prepare<[UploadRow]>(
      `INSERT INTO uploads VALUES (@id, @ownerId, @volumeId, @path, @conflict, @lengthBytes, @createdAt, @expiresAt,
                                   @publishedAt, @intended)`
    );
    this.selectOne = database.prepare<[string], UploadRow>(
      `SELECT ${COLUMNS} FROM uploads WHERE id = ?`
    );
    this.countOpen = database.prepare<[string], { n: number }>(
      'SELECT count(*) AS n FROM uploads WHERE owner_id = ? AND published_at IS NULL'
    );
    this.selectExpired = database.prepare<[string], UploadRow>(
      `SELECT ${COLUMNS} FROM uploads WHERE expires_at <= ?`
    );
    this.updateExpiry = database.prepare<[string, string]>(
      'UPDATE uploads SET expires_at = ? WHERE id = ?'
    );
    this.updateIntended = database.prepare<[string, string]>(
      'UPDATE uploads SET intended = ? WHERE id = ?'
    );
    this.updatePublished = database.prepare<[string, string, string]>(
      'UPDATE uploads SET path = ?, published_at = ? WHERE id = ?'
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM uploads WHERE id = ?');
  }

  insert(row: UploadRow): void {
    this.insertRow.run(row);
  }

  find(id: string): UploadRow | null {
    return this.selectOne.get(id) ?? null;
  }

  /** How many of a user are not complete. */
  openOf(ownerId: string): number {
    return this.countOpen.get(ownerId)?.n ?? 0;
  }

  expired(at: string): UploadRow[] {
    return this.selectExpired.all(at);
  }

  expiresAt(id: string, at: string): void {
    this.updateExpiry.run(at, id);
  }

  intend(id: string, path: string): void {
    this.updateIntended.run(path, id);
  }

  published(id: string, path: string, at: string): void {
    this.updatePublished.run(path, at, id);
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
