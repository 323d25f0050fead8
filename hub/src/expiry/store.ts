import type { Database } from '../sqlite/database.js';

/** What was found when all files of a volume were last looked at. */
export interface SweepRow {
  readonly volumeId: string;
  readonly sweptAt: string;
  /** When the file was last changed that goes next; null when there was none. */
  readonly oldestAt: string | null;
  /** What goes until then its owner was told of. */
  readonly warnedUntil: string | null;
}

/** A folder that came back from the trash. */
export interface Arrival {
  readonly inode: string;
  readonly arrivedAt: string;
}

/** The tables `volume_sweeps` and `volume_arrivals`. */
export class ExpiryStore {
  private readonly statements;

  constructor(database: Database) {
    this.statements = {
      find: database.prepare<[string], SweepRow>(
        `SELECT volume_id AS volumeId, swept_at AS sweptAt, oldest_at AS oldestAt, warned_until AS warnedUntil
         FROM volume_sweeps WHERE volume_id = ?`
      ),
      put: database.prepare<[SweepRow]>(
        `INSERT INTO volume_sweeps VALUES (@volumeId, @sweptAt, @oldestAt, @warnedUntil)
         ON CONFLICT DO UPDATE SET swept_at = @sweptAt, oldest_at = @oldestAt, warned_until = @warnedUntil`
      ),
      arrivals: database.prepare<[string], Arrival>(
        'SELECT inode, arrived_at AS arrivedAt FROM volume_arrivals WHERE volume_id = ?'
      ),
      addArrival: database.prepare<[string, string, string]>(
        `INSERT INTO volume_arrivals VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET arrived_at = excluded.arrived_at`
      ),
      dropArrivals: database.prepare<[string, string]>(
        'DELETE FROM volume_arrivals WHERE volume_id = ? AND arrived_at < ?'
      )
    };
  }

  find(volumeId: string): SweepRow | null {
    return this.statements.find.get(volumeId) ?? null;
  }

  put(row: SweepRow): void {
    this.statements.put.run(row);
  }

  arrivals(volumeId: string): Arrival[] {
    return this.statements.arrivals.all(volumeId);
  }

  addArrival(volumeId: string, { inode, arrivedAt }: Arrival): void {
    this.statements.addArrival.run(volumeId, inode, arrivedAt);
  }

  dropArrivalsBefore(volumeId: string, time: string): void {
    this.statements.dropArrivals.run(volumeId, time);
  }
}
