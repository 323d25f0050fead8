import type { Database } from '../sqlite/database.js';

/** A row of the table `volumes`. */
export interface VolumeRow {
  readonly id: string;
  readonly kind: 'user' | 'data';
  readonly root: string;
  readonly owner_id: string | null;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly directory: string;
  readonly created_at: string;
  readonly deleted_at: string | null;
  /** Counts its changes. */
  readonly version: number;
  /** When the files of a deleted user volume were gone. */
  readonly removed_at: string | null;
}

export type NewVolumeRow = Omit<VolumeRow, 'version' | 'removed_at'>;

/** The table `volumes`. What is deleted is found by id only. */
export class VolumeStore {
  private readonly insertRow;
  private readonly updateRow;
  private readonly editRow;
  private readonly deleteRow;
  private readonly markRemoved;
  private readonly selectLeft;
  private readonly selectById;
  private readonly selectMany;
  private readonly selectByAddress;
  private readonly selectOwned;
  private readonly selectData;
  private readonly selectLive;

  constructor(database: Database) {
    this.insertRow = database.prepare<[NewVolumeRow]>(
      `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at, deleted_at)
       VALUES (:id, :kind, :root, :owner_id, :name, :title, :description, :directory, :created_at, :deleted_at)
       ON CONFLICT DO NOTHING`
    );
    this.updateRow = database.prepare<
      [Pick<VolumeRow, 'id' | 'title' | 'description' | 'directory'>]
    >(
      `UPDATE volumes SET title = :title, description = :description, directory = :directory, deleted_at = NULL,
                          version = version + 1
       WHERE id = :id AND (title, description, directory) IS NOT (:title, :description, :directory)
          OR id = :id AND deleted_at IS NOT NULL`
    );
    this.editRow = database.prepare<
      [Pick<VolumeRow, 'id' | 'name' | 'title' | 'description' | 'version'>]
    >(
      `UPDATE volumes SET name = :name, title = :title, description = :description, version = version + 1
       WHERE id = :id AND version = :version AND deleted_at IS NULL`
    );
    this.deleteRow = database.prepare<[string, string]>(
      'UPDATE volumes SET deleted_at = ?, version = version + 1 WHERE id = ?'
    );
    this.markRemoved = database.prepare<[string, string]>(
      'UPDATE volumes SET removed_at = ? WHERE id = ?'
    );
    this.selectLeft = database.prepare<[], VolumeRow>(
      "SELECT * FROM volumes WHERE kind = 'user' AND deleted_at IS NOT NULL AND removed_at IS NULL"
    );
    this.selectById = database.prepare<[string], VolumeRow>('SELECT * FROM volumes WHERE id = ?');
    this.selectMany = database.prepare<[string], VolumeRow>(
      `SELECT volumes.* FROM json_each(?) AS wanted CROSS JOIN volumes ON volumes.id = wanted.value
       WHERE deleted_at IS NULL`
    );
    this.selectByAddress = database.prepare<[string, string, string], VolumeRow>(
      `SELECT * FROM volumes WHERE root = ? AND ifnull(owner_id, '') = ? AND name = ? AND deleted_at IS NULL`
    );
    this.selectOwned = database.prepare<[string], VolumeRow>(
      `SELECT * FROM volumes WHERE owner_id = ? AND kind = 'user' AND deleted_at IS NULL`
    );
    this.selectData = database.prepare<[], VolumeRow>(
      "SELECT * FROM volumes WHERE kind = 'data' ORDER BY id"
    );
    this.selectLive = database.prepare<[], VolumeRow>(
      'SELECT * FROM volumes WHERE deleted_at IS NULL ORDER BY id'
    );
  }

  /** False when there is a volume of this address already. */
  claim(row: NewVolumeRow): boolean {
    return this.insertRow.run(row).changes === 1;
  }

  /** Those of these that are not deleted, in no order. */
  many(ids: readonly string[]): VolumeRow[] {
    return this.selectMany.all(JSON.stringify(ids));
  }

  /** Changes what the configuration says of a volume, and brings it back if it was deleted. */
  update(change: Pick<VolumeRow, 'id' | 'title' | 'description' | 'directory'>): void {
    this.updateRow.run(change);
  }

  /** @returns false when it was changed or deleted since it was read */
  edit(row: Pick<VolumeRow, 'id' | 'name' | 'title' | 'description' | 'version'>): boolean {
    return this.editRow.run(row).changes === 1;
  }

  delete(id: string, at: string): void {
    this.deleteRow.run(at, id);
  }

  /** Deleted user volumes whose files may still be there. */
  leftovers(): VolumeRow[] {
    return this.selectLeft.all();
  }

  filesRemoved(id: string, at: string): void {
    this.markRemoved.run(at, id);
  }

  byId(id: string): VolumeRow | null {
    return this.selectById.get(id) ?? null;
  }

  /** @param ownerId - null for a volume of the site */
  at(root: string, ownerId: string | null, name: string): VolumeRow | null {
    return this.selectByAddress.get(root, ownerId ?? '', name) ?? null;
  }

  ownedBy(userId: string): VolumeRow[] {
    return this.selectOwned.all(userId);
  }

  /** Deleted ones as well. */
  dataVolumes(): VolumeRow[] {
    return this.selectData.all();
  }

  live(): VolumeRow[] {
    return this.selectLive.all();
  }
}
