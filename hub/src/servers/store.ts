import type { ServerState } from '../../contract/servers.js';
import type { Database } from '../sqlite/database.js';
import type { ServerRow } from './types.js';

const COLUMNS = `id, owner_id AS ownerId, name, display_name AS displayName, kind, state, reason, log_tail AS logTail, domain, image,
  pending_domain AS pendingDomain, pending_image AS pendingImage, restarting, spec_digest AS specDigest, container, target, created_at AS createdAt, started_at AS startedAt,
  last_activity_at AS lastActivityAt, keep_until AS keepUntil, version`;

/** What changes with the state; what is left out stays. */
export interface ServerChange {
  readonly state: ServerState;
  readonly reason?: string | null;
  readonly logTail?: string | null;
  readonly target?: string | null;
  readonly startedAt?: string | null;
  readonly lastActivityAt?: string | null;
  readonly keepUntil?: string | null;
  readonly domain?: string;
  readonly image?: string;
  readonly pendingDomain?: string | null;
  readonly pendingImage?: string | null;
  readonly restarting?: 0 | 1;
}

/** A row to be made. */
export interface NewServer {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly displayName: string;
  readonly state: 'starting' | 'stopped';
  readonly domain: string;
  readonly image: string;
  readonly at: string;
}

/** What changes at any time, whatever goes on with the server: no part of the race for its state. */
export interface ServerWishes {
  readonly displayName?: string;
  readonly pendingDomain?: string | null;
  readonly pendingImage?: string | null;
}

/** No wish waits any more. */
export const NOTHING_PENDING = { pendingDomain: null, pendingImage: null };

/** A start knows nothing of the time before it. */
export const NOTHING_OF_BEFORE = {
  logTail: null,
  target: null,
  startedAt: null,
  keepUntil: null,
  restarting: 0,
  ...NOTHING_PENDING
} as const;

/** The `servers` table. */
export class ServerStore {
  private readonly selectById;
  private readonly selectByName;
  private readonly selectOfOwner;
  private readonly selectAll;
  private readonly selectInImage;
  private readonly insertRow;
  private readonly updateState;
  private readonly updateWishes;
  private readonly updateSpec;
  private readonly updateKind;
  private readonly updateContainer;
  private readonly updateActivity;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectById = database.prepare<[string], ServerRow>(
      `SELECT ${COLUMNS} FROM servers WHERE id = ?`
    );
    this.selectByName = database.prepare<[string, string], ServerRow>(
      `SELECT ${COLUMNS} FROM servers WHERE owner_id = ? AND name = ?`
    );
    this.selectOfOwner = database.prepare<[string], ServerRow>(
      `SELECT ${COLUMNS} FROM servers WHERE owner_id = ? ORDER BY name`
    );
    this.selectAll = database.prepare<[], ServerRow>(`SELECT ${COLUMNS} FROM servers ORDER BY id`);
    this.selectInImage = database.prepare<[{ image: string }], ServerRow>(
      `SELECT ${COLUMNS} FROM servers WHERE image = @image OR pending_image = @image ORDER BY id`
    );
    this.insertRow = database.prepare<[NewServer], ServerRow>(
      `INSERT INTO servers (id, owner_id, name, display_name, kind, state, domain, image, created_at)
       VALUES (@id, @ownerId, @name, @displayName, 'lab', @state, @domain, @image, @at) RETURNING ${COLUMNS}`
    );
    this.updateWishes = database.prepare<
      [Pick<ServerRow, 'id' | 'displayName' | 'pendingDomain' | 'pendingImage'>]
    >(
      `UPDATE servers SET display_name = @displayName, pending_domain = @pendingDomain,
         pending_image = @pendingImage WHERE id = @id`
    );
    this.updateState = database.prepare<[Omit<ServerRow, 'kind' | 'displayName'>], ServerRow>(
      `UPDATE servers SET state = @state, reason = @reason, log_tail = @logTail, target = @target,
         started_at = @startedAt, last_activity_at = @lastActivityAt, keep_until = @keepUntil, domain = @domain,
         image = @image, pending_domain = @pendingDomain, pending_image = @pendingImage,
         restarting = @restarting, version = version + 1
       WHERE id = @id AND version = @version RETURNING ${COLUMNS}`
    );
    this.updateSpec = database.prepare<[string | null, string]>(
      'UPDATE servers SET spec_digest = ?, container = NULL WHERE id = ?'
    );
    this.updateKind = database.prepare<[ServerRow['kind'], string]>(
      'UPDATE servers SET kind = ? WHERE id = ?'
    );
    this.updateContainer = database.prepare<[string, string]>(
      'UPDATE servers SET container = ? WHERE id = ?'
    );
    this.updateActivity = database.prepare<{ id: string; at: string }>(
      `UPDATE servers SET last_activity_at = @at
       WHERE id = @id AND (last_activity_at IS NULL OR last_activity_at < @at)`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM servers WHERE id = ?');
  }

  byId(id: string): ServerRow | null {
    return this.selectById.get(id) ?? null;
  }

  byName(ownerId: string, name: string): ServerRow | null {
    return this.selectByName.get(ownerId, name) ?? null;
  }

  ofOwner(ownerId: string): ServerRow[] {
    return this.selectOfOwner.all(ownerId);
  }

  inImage(imageId: string): ServerRow[] {
    return this.selectInImage.all({ image: imageId });
  }

  all(): ServerRow[] {
    return this.selectAll.all();
  }

  insert(row: NewServer): ServerRow {
    return this.insertRow.get(row) as ServerRow;
  }

  /**
   * Changes the state, if nobody else did since `seen` was read.
   * @returns the row as it is now, null when the race was lost
   */
  change(seen: ServerRow, change: ServerChange): ServerRow | null {
    // Activity and wishes are no part of the race: they are noted all the time.
    const { lastActivityAt, pendingDomain, pendingImage } = this.byId(seen.id) ?? seen;
    const {
      kind: _kind,
      displayName: _name,
      ...wanted
    } = {
      ...seen,
      lastActivityAt,
      pendingDomain,
      pendingImage,
      ...change
    };
    return this.updateState.get(wanted) ?? null;
  }

  /** Notes what is wished, whatever goes on with the server. @returns the row as it is now; null when it is gone */
  wish(id: string, wishes: ServerWishes): ServerRow | null {
    const row = this.byId(id);
    if (row) {
      const { displayName, pendingDomain, pendingImage } = { ...row, ...wishes };
      this.updateWishes.run({ id, displayName, pendingDomain, pendingImage });
    }
    return this.byId(id);
  }

  /** What its container runs. */
  setKind(id: string, kind: ServerRow['kind']): void {
    this.updateKind.run(kind, id);
  }

  /** A container is about to be made with this digest; or, with null, none of before counts any more. */
  expectContainer(id: string, specDigest: string | null): void {
    this.updateSpec.run(specDigest, id);
  }

  setContainer(id: string, container: string): void {
    this.updateContainer.run(container, id);
  }

  /** Keeps the newest of old and new. */
  noteActivity(id: string, at: string): void {
    this.updateActivity.run({ id, at });
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
