import type { Database } from '../sqlite/database.js';
import type { TrashRow, TrashState } from './types.js';

interface Columns {
  id: string;
  volume_id: string;
  state: TrashState;
  path: string;
  target: string | null;
  kind: TrashRow['kind'];
  size_bytes: number | null;
  discarded_by: string | null;
  discarded_at: string;
}

/** Paths are JSON text. */
function columnsOf(row: TrashRow): Columns {
  return {
    id: row.id,
    volume_id: row.volumeId,
    state: row.state,
    path: JSON.stringify(row.path),
    target: row.target === null ? null : JSON.stringify(row.target),
    kind: row.kind,
    size_bytes: row.sizeBytes,
    discarded_by: row.discardedBy,
    discarded_at: row.discardedAt
  };
}

function rowOf(columns: Columns): TrashRow {
  return {
    id: columns.id,
    volumeId: columns.volume_id,
    state: columns.state,
    path: JSON.parse(columns.path) as string,
    target: columns.target === null ? null : (JSON.parse(columns.target) as string),
    kind: columns.kind,
    sizeBytes: columns.size_bytes,
    discardedBy: columns.discarded_by,
    discardedAt: columns.discarded_at
  };
}

/** The table `trash`. */
export class TrashStore {
  private readonly statements;

  constructor(database: Database) {
    const select = (where: string) => `SELECT * FROM trash WHERE ${where}`;
    this.statements = {
      insert: database.prepare<[Columns]>(
        `INSERT INTO trash VALUES (@id, @volume_id, @state, @path, @target, @kind, @size_bytes, @discarded_by,
                                   @discarded_at)`
      ),
      find: database.prepare<[string], Columns>(select('id = ?')),
      update: database.prepare<[Columns & { from: TrashState }]>(
        `UPDATE trash SET state = @state, target = @target, size_bytes = @size_bytes
         WHERE id = @id AND state = @from`
      ),
      delete: database.prepare<[string]>('DELETE FROM trash WHERE id = ?'),
      kept: database.prepare<[{ volumes: string; before: string | null; limit: number }], Columns>(
        `${select("state = 'kept' AND volume_id IN (SELECT value FROM json_each(@volumes))")}
           AND (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit`
      ),
      idsIn: database.prepare<[string], { id: string }>('SELECT id FROM trash WHERE volume_id = ?'),
      keptIn: database.prepare<[string], Columns>(select("state = 'kept' AND volume_id = ?")),
      bytesIn: database.prepare<[string], { bytes: number }>(
        `SELECT ifnull(sum(size_bytes), 0) AS bytes FROM trash
         WHERE volume_id IN (SELECT value FROM json_each(?))`
      ),
      unsettled: database.prepare<[], Columns>(`${select("state <> 'kept'")} ORDER BY id`),
      olderThan: database.prepare<[string], Columns>(
        `${select("state = 'kept' AND discarded_at < ?")} ORDER BY id`
      )
    };
  }

  insert(row: TrashRow): void {
    this.statements.insert.run(columnsOf(row));
  }

  find(id: string): TrashRow | null {
    const columns = this.statements.find.get(id);
    return columns ? rowOf(columns) : null;
  }

  /**
   * Writes state, target and size.
   * @param from - the state it must be in
   * @returns false when it was not: somebody was faster
   */
  update(row: TrashRow, from: TrashState): boolean {
    return this.statements.update.run({ ...columnsOf(row), from }).changes === 1;
  }

  delete(id: string): void {
    this.statements.delete.run(id);
  }

  /** What is in the trash of these volumes, newest first. */
  kept(volumeIds: readonly string[], before: string | null, limit: number): TrashRow[] {
    return this.statements.kept
      .all({ volumes: JSON.stringify(volumeIds), before, limit })
      .map(rowOf);
  }

  keptIn(volumeId: string): TrashRow[] {
    return this.statements.keptIn.all(volumeId).map(rowOf);
  }

  /** Whatever its state. */
  idsIn(volumeId: string): Set<string> {
    return new Set(this.statements.idsIn.all(volumeId).map(({ id }) => id));
  }

  /** What is not measured yet does not count. */
  bytesIn(volumeIds: readonly string[]): number {
    return this.statements.bytesIn.get(JSON.stringify(volumeIds))?.bytes ?? 0;
  }

  unsettled(): TrashRow[] {
    return this.statements.unsettled.all().map(rowOf);
  }

  olderThan(time: string): TrashRow[] {
    return this.statements.olderThan.all(time).map(rowOf);
  }
}
