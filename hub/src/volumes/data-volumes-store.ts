import type { Database } from '../sqlite/database.js';

/** A live data volume, with who registered it and who looks after it. */
export interface DataVolumeRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly directory: string;
  /** Who says that it is there. */
  readonly origin: 'settings' | 'administrator';
  readonly maintainer_kind: 'user' | 'group' | null;
  readonly maintainer_id: string | null;
  readonly version: number;
  readonly created_at: string;
}

/** One that an administrator registered. */
type Registration = Pick<DataVolumeRow, 'id' | 'maintainer_kind' | 'maintainer_id'>;

const ROW = `SELECT v.id, v.name, v.title, v.description, v.directory, v.version, v.created_at,
    iif(r.volume_id IS NULL, 'settings', 'administrator') AS origin, r.maintainer_kind, r.maintainer_id
  FROM volumes v LEFT JOIN registered_data_volumes r ON r.volume_id = v.id
  WHERE v.kind = 'data' AND v.deleted_at IS NULL`;

/** Data volumes as administrators see them, and the table of those that they registered. */
export class DataVolumeStore {
  private readonly selectPage;
  private readonly selectById;
  private readonly putRow;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectPage = database.prepare<[string, number], DataVolumeRow>(
      `${ROW} AND v.name > ? ORDER BY v.name LIMIT ?`
    );
    this.selectById = database.prepare<[string], DataVolumeRow>(`${ROW} AND v.id = ?`);
    this.putRow = database.prepare<[Registration]>(
      `INSERT INTO registered_data_volumes VALUES (:id, :maintainer_kind, :maintainer_id)
       ON CONFLICT DO UPDATE SET maintainer_kind = :maintainer_kind, maintainer_id = :maintainer_id`
    );
    this.deleteRow = database.prepare<[string]>(
      'DELETE FROM registered_data_volumes WHERE volume_id = ?'
    );
  }

  page(after: string, limit: number): DataVolumeRow[] {
    return this.selectPage.all(after, limit);
  }

  byId(id: string): DataVolumeRow | null {
    return this.selectById.get(id) ?? null;
  }

  /** From now on it is one of administrators. */
  put(registration: Registration): void {
    this.putRow.run(registration);
  }

  /** From now on it is one of the settings, or none at all. */
  remove(id: string): void {
    this.deleteRow.run(id);
  }
}
