import type { Database } from '../sqlite/database.js';

/** What the table `volumes` says of data volumes beyond what it says of all. */
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

type Marks = Pick<DataVolumeRow, 'id' | 'origin' | 'maintainer_kind' | 'maintainer_id'>;

const ROW = `SELECT id, name, title, description, directory, origin, maintainer_kind, maintainer_id, version,
  created_at FROM volumes WHERE kind = 'data' AND deleted_at IS NULL`;

/** Live data volumes, with who registered them and who looks after them. */
export class DataVolumeStore {
  private readonly selectPage;
  private readonly selectById;
  private readonly markRow;

  constructor(database: Database) {
    this.selectPage = database.prepare<[string, number], DataVolumeRow>(
      `${ROW} AND name > ? ORDER BY name LIMIT ?`
    );
    this.selectById = database.prepare<[string], DataVolumeRow>(`${ROW} AND id = ?`);
    this.markRow = database.prepare<[Marks]>(
      `UPDATE volumes SET origin = :origin, maintainer_kind = :maintainer_kind,
         maintainer_id = :maintainer_id WHERE id = :id`
    );
  }

  page(after: string, limit: number): DataVolumeRow[] {
    return this.selectPage.all(after, limit);
  }

  byId(id: string): DataVolumeRow | null {
    return this.selectById.get(id) ?? null;
  }

  /** Does not count as a change by itself: it goes with one. */
  mark(row: Marks): void {
    this.markRow.run(row);
  }
}
