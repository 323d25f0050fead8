import { SavedState } from '../../../contract/compute.js';
import type { Database } from '../../sqlite/database.js';

/** An image that a user saved, as the database knows it. */
export interface SavedRow {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly description: string;
  readonly state: SavedState;
  /** Id of the image of the configuration that it was made from, over however many saved ones. */
  readonly basedOn: string;
  readonly serverId: string;
  readonly failure: string | null;
  readonly sizeBytes: number | null;
  readonly createdAt: string;
  readonly version: number;
}

type Stored = Omit<SavedRow, 'state'> & { state: string };
type Change = Partial<Pick<SavedRow, 'title' | 'description' | 'state' | 'failure' | 'sizeBytes'>>;

const COLUMNS = `id, owner_id AS ownerId, title, description, state, based_on AS basedOn, server_id AS serverId,
  failure, size_bytes AS sizeBytes, created_at AS createdAt, version`;

function rowOf(stored: Stored): SavedRow {
  return { ...stored, state: SavedState.parse(stored.state) };
}

/** What an image is called on the engine. */
export function savedReference(id: string): string {
  return `labcommons-saved:${id.toLowerCase()}`;
}

/** Name of the container that an image is made in. */
export function copyName(id: string): string {
  return `labcommons-image-${id.toLowerCase()}`;
}

/** The table `saved_images`. */
export class SavedImageStore {
  private readonly selectById;
  private readonly selectOfOwner;
  private readonly selectBasedOn;
  private readonly selectUnfinished;
  private readonly selectMaking;
  private readonly insertRow;
  private readonly updateRow;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectById = database.prepare<[string], Stored>(
      `SELECT ${COLUMNS} FROM saved_images WHERE id = ?`
    );
    this.selectOfOwner = database.prepare<[string], Stored>(
      `SELECT ${COLUMNS} FROM saved_images WHERE owner_id = ? ORDER BY id DESC`
    );
    this.selectBasedOn = database.prepare<[string], Stored>(
      `SELECT ${COLUMNS} FROM saved_images WHERE based_on = ? ORDER BY id`
    );
    this.selectUnfinished = database.prepare<[], Stored>(
      `SELECT ${COLUMNS} FROM saved_images WHERE state <> 'ready' ORDER BY id`
    );
    this.selectMaking = database.prepare<[string], { n: number }>(
      "SELECT count(*) AS n FROM saved_images WHERE server_id = ? AND state = 'making'"
    );
    this.insertRow = database.prepare<
      [Omit<Stored, 'state' | 'failure' | 'sizeBytes' | 'version'>]
    >(
      `INSERT INTO saved_images (id, owner_id, title, description, state, based_on, server_id, created_at)
       VALUES (:id, :ownerId, :title, :description, 'making', :basedOn, :serverId, :createdAt)`
    );
    this.updateRow = database.prepare<[Required<Change> & { id: string }]>(
      `UPDATE saved_images SET title = :title, description = :description, state = :state, failure = :failure,
         size_bytes = :sizeBytes, version = version + 1 WHERE id = :id`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM saved_images WHERE id = ?');
  }

  find(id: string): SavedRow | null {
    const stored = this.selectById.get(id);
    return stored ? rowOf(stored) : null;
  }

  /** Newest first. */
  ofOwner(ownerId: string): SavedRow[] {
    return this.selectOfOwner.all(ownerId).map(rowOf);
  }

  /** Whatever was made from an image of the site, whoever's it is. */
  basedOn(imageId: string): SavedRow[] {
    return this.selectBasedOn.all(imageId).map(rowOf);
  }

  /** Whatever is being made or deleted, or failed. */
  unfinished(): SavedRow[] {
    return this.selectUnfinished.all().map(rowOf);
  }

  isMaking(serverId: string): boolean {
    return (this.selectMaking.get(serverId)?.n ?? 0) > 0;
  }

  insert(row: Omit<SavedRow, 'state' | 'failure' | 'sizeBytes' | 'version'>): void {
    this.insertRow.run(row);
  }

  /** @returns the row as it is now */
  update(
    { id, title, description, state, failure, sizeBytes }: SavedRow,
    change: Change
  ): SavedRow {
    this.updateRow.run({ title, description, state, failure, sizeBytes, ...change, id });
    return this.find(id) as SavedRow;
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
