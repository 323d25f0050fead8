import type { Database } from '../../sqlite/database.js';

export type RegisteredKind = 'image' | 'domain';

/** Something that an administrator registered, as it was written down. */
export interface RegisteredRow {
  readonly id: string;
  /** JSON. */
  readonly document: string;
  readonly version: number;
  readonly createdAt: string;
}

const COLUMNS = 'id, document, version, created_at AS createdAt';

/** The table `registered_compute`. */
export class RegisteredStore {
  private readonly selectAll;
  private readonly insertRow;
  private readonly updateRow;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectAll = database.prepare<[RegisteredKind], RegisteredRow>(
      `SELECT ${COLUMNS} FROM registered_compute WHERE kind = ? ORDER BY created_at, id`
    );
    this.insertRow = database.prepare<[RegisteredKind, string, string, string]>(
      'INSERT INTO registered_compute (kind, id, document, created_at) VALUES (?, ?, ?, ?)'
    );
    this.updateRow = database.prepare<[string, RegisteredKind, string]>(
      'UPDATE registered_compute SET document = ?, version = version + 1 WHERE kind = ? AND id = ?'
    );
    this.deleteRow = database.prepare<[RegisteredKind, string]>(
      'DELETE FROM registered_compute WHERE kind = ? AND id = ?'
    );
  }

  /** In the order in which they were registered. */
  all(kind: RegisteredKind): RegisteredRow[] {
    return this.selectAll.all(kind);
  }

  insert(kind: RegisteredKind, id: string, document: object, at: Date): void {
    this.insertRow.run(kind, id, JSON.stringify(document), at.toISOString());
  }

  update(kind: RegisteredKind, id: string, document: object): void {
    this.updateRow.run(JSON.stringify(document), kind, id);
  }

  delete(kind: RegisteredKind, id: string): void {
    this.deleteRow.run(kind, id);
  }
}
