import type { Database } from '../sqlite/database.js';

/** A row of the table `databases`. */
export interface DatabaseRow {
  readonly id: string;
  readonly owner_id: string;
  readonly name: string;
  readonly description: string;
  readonly created_at: string;
  readonly version: number;
}

/** The table `databases`. */
export class DatabaseStore {
  private readonly insertRow;
  private readonly updateRow;
  private readonly deleteRow;
  private readonly selectById;
  private readonly selectMany;
  private readonly selectByName;
  private readonly selectOwned;
  private readonly selectIds;

  constructor(database: Database) {
    this.insertRow = database.prepare<[Omit<DatabaseRow, 'version'>]>(
      `INSERT INTO databases (id, owner_id, name, description, created_at)
       VALUES (:id, :owner_id, :name, :description, :created_at) ON CONFLICT DO NOTHING`
    );
    this.updateRow = database.prepare<[Pick<DatabaseRow, 'id' | 'name' | 'description'>]>(
      `UPDATE databases SET name = :name, description = :description, version = version + 1 WHERE id = :id`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM databases WHERE id = ?');
    this.selectById = database.prepare<[string], DatabaseRow>(
      'SELECT * FROM databases WHERE id = ?'
    );
    this.selectMany = database.prepare<[string], DatabaseRow>(
      `SELECT databases.* FROM json_each(?) AS wanted CROSS JOIN databases ON databases.id = wanted.value`
    );
    this.selectByName = database.prepare<[string, string], DatabaseRow>(
      'SELECT * FROM databases WHERE owner_id = ? AND name = ?'
    );
    this.selectOwned = database.prepare<[string], DatabaseRow>(
      'SELECT * FROM databases WHERE owner_id = ?'
    );
    this.selectIds = database.prepare<[], { id: string }>('SELECT id FROM databases');
  }

  /** False when its owner has one of this name already. */
  insert(row: Omit<DatabaseRow, 'version'>): boolean {
    return this.insertRow.run(row).changes === 1;
  }

  update(change: Pick<DatabaseRow, 'id' | 'name' | 'description'>): void {
    this.updateRow.run(change);
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }

  byId(id: string): DatabaseRow | null {
    return this.selectById.get(id) ?? null;
  }

  /** Those of these that there are, in no order. */
  many(ids: readonly string[]): DatabaseRow[] {
    return this.selectMany.all(JSON.stringify(ids));
  }

  named(ownerId: string, name: string): DatabaseRow | null {
    return this.selectByName.get(ownerId, name) ?? null;
  }

  ownedBy(userId: string): DatabaseRow[] {
    return this.selectOwned.all(userId);
  }

  ids(): string[] {
    return this.selectIds.all().map(({ id }) => id);
  }
}
