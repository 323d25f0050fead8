import type { Database } from '../sqlite/database.js';
import type { SnapshotRow, SnapshotState } from './types.js';

interface Columns {
  id: string;
  volume_id: string;
  name: string;
  state: SnapshotState;
  cause: SnapshotRow['cause'];
  made_by: string | null;
  files: number;
  bytes: number;
  added_bytes: number;
  warnings: string;
  taken_at: string;
}

function columnsOf(row: SnapshotRow): Columns {
  return {
    id: row.id,
    volume_id: row.volumeId,
    name: row.name,
    state: row.state,
    cause: row.cause,
    made_by: row.madeBy,
    files: row.files,
    bytes: row.bytes,
    added_bytes: row.addedBytes,
    warnings: JSON.stringify(row.warnings),
    taken_at: row.takenAt
  };
}

function rowOf(columns: Columns): SnapshotRow {
  return {
    id: columns.id,
    volumeId: columns.volume_id,
    name: columns.name,
    state: columns.state,
    cause: columns.cause,
    madeBy: columns.made_by,
    files: columns.files,
    bytes: columns.bytes,
    addedBytes: columns.added_bytes,
    warnings: JSON.parse(columns.warnings) as string[],
    takenAt: columns.taken_at
  };
}

/** The tables `snapshots` and `snapshot_looks`. */
export class SnapshotStore {
  private readonly statements;

  constructor(database: Database) {
    const select = (where: string) => `SELECT * FROM snapshots WHERE ${where}`;
    this.statements = {
      insert: database.prepare<[Columns]>(
        `INSERT INTO snapshots VALUES (@id, @volume_id, @name, @state, @cause, @made_by, @files, @bytes, @added_bytes,
                                       @warnings, @taken_at)`
      ),
      find: database.prepare<[string], Columns>(select('id = ?')),
      named: database.prepare<[string, string], { n: number }>(
        'SELECT count(*) AS n FROM snapshots WHERE volume_id = ? AND name = ?'
      ),
      update: database.prepare<[Columns]>(
        `UPDATE snapshots SET state = @state, files = @files, bytes = @bytes, added_bytes = @added_bytes,
           warnings = @warnings WHERE id = @id`
      ),
      delete: database.prepare<[string]>('DELETE FROM snapshots WHERE id = ?'),
      page: database.prepare<[{ volumeId: string; before: string | null; limit: number }], Columns>(
        `${select('volume_id = @volumeId')} AND state <> 'deleting' AND (@before IS NULL OR id < @before)
         ORDER BY id DESC LIMIT @limit`
      ),
      inState: database.prepare<[SnapshotState], Columns>(`${select('state = ?')} ORDER BY id`),
      volumes: database.prepare<[], { volume_id: string }>(
        "SELECT DISTINCT volume_id FROM snapshots WHERE state <> 'deleting'"
      ),
      look: database.prepare<[string, string]>(
        `INSERT INTO snapshot_looks VALUES (?, ?)
         ON CONFLICT (volume_id) DO UPDATE SET looked_at = excluded.looked_at`
      ),
      lookedAt: database.prepare<[string], { looked_at: string }>(
        'SELECT looked_at FROM snapshot_looks WHERE volume_id = ?'
      )
    };
  }

  insert(row: SnapshotRow): void {
    this.statements.insert.run(columnsOf(row));
  }

  find(id: string): SnapshotRow | null {
    const columns = this.statements.find.get(id);
    return columns ? rowOf(columns) : null;
  }

  isNamed(volumeId: string, name: string): boolean {
    return (this.statements.named.get(volumeId, name)?.n ?? 0) > 0;
  }

  update(row: SnapshotRow): void {
    this.statements.update.run(columnsOf(row));
  }

  delete(id: string): void {
    this.statements.delete.run(id);
  }

  /** Newest first, without those that are being deleted. @param before - id of the last one of the page before */
  page(volumeId: string, before: string | null, limit: number): SnapshotRow[] {
    return this.statements.page.all({ volumeId, before, limit }).map(rowOf);
  }

  /** All of a volume, newest first, without those that are being deleted. */
  of(volumeId: string): SnapshotRow[] {
    return this.page(volumeId, null, -1);
  }

  /** Oldest first. */
  inState(state: SnapshotState): SnapshotRow[] {
    return this.statements.inState.all(state).map(rowOf);
  }

  /** Ids of volumes, there or not, that have snapshots. */
  volumes(): string[] {
    return this.statements.volumes.all().map(row => row.volume_id);
  }

  looked(volumeId: string, at: string): void {
    this.statements.look.run(volumeId, at);
  }

  lookedAt(volumeId: string): string | null {
    return this.statements.lookedAt.get(volumeId)?.looked_at ?? null;
  }
}
