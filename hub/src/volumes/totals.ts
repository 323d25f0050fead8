import type { Database } from '../sqlite/database.js';

export interface KeptInRoot {
  readonly root: string;
  readonly volumes: number;
  readonly people: number;
  readonly bytes: number;
  readonly files: number;
}

export interface KeptByOwner {
  readonly ownerId: string;
  readonly volumes: number;
  readonly bytes: number;
}

/** What there is in the volumes of all users, as last counted. */
export class VolumeTotals {
  private readonly selectByRoot;
  private readonly selectByOwner;

  constructor(database: Database) {
    const from = `FROM volumes LEFT JOIN volume_usage ON volume_id = id
      WHERE kind = 'user' AND deleted_at IS NULL`;
    this.selectByRoot = database.prepare<[], KeptInRoot>(
      `SELECT root, count(*) AS volumes, count(DISTINCT owner_id) AS people, ifnull(sum(bytes), 0) AS bytes,
         ifnull(sum(files), 0) AS files ${from} GROUP BY root`
    );
    this.selectByOwner = database.prepare<[number], KeptByOwner>(
      `SELECT owner_id AS ownerId, count(*) AS volumes, ifnull(sum(bytes), 0) AS bytes ${from}
       GROUP BY owner_id ORDER BY bytes DESC, owner_id LIMIT ?`
    );
  }

  byRoot(): KeptInRoot[] {
    return this.selectByRoot.all();
  }

  /** Most bytes first. */
  byOwner(limit: number): KeptByOwner[] {
    return this.selectByOwner.all(limit);
  }
}
