import type { Database } from '../sqlite/database.js';
import type { LinkRow } from './types.js';

interface Row {
  id: string;
  token_hash: string;
  owner_id: string;
  volume_id: string;
  volume_address: string;
  path: string;
  kind: LinkRow['kind'];
  password_hash: string | null;
  created_at: string;
  expires_at: string;
  downloads: number;
  max_downloads: number | null;
  last_download_at: string | null;
  version: number;
}

function linkOf(row: Row): LinkRow {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    ownerId: row.owner_id,
    volumeId: row.volume_id,
    volumeAddress: row.volume_address,
    path: row.path,
    kind: row.kind,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    downloads: row.downloads,
    maxDownloads: row.max_downloads,
    lastDownloadAt: row.last_download_at,
    version: row.version
  };
}

/** The table `links`. */
export class LinkStore {
  private readonly selectByHash;
  private readonly selectById;
  private readonly selectOfOwner;
  private readonly countOfOwner;
  private readonly insertRow;
  private readonly updateRow;
  private readonly countDownload;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectByHash = database.prepare<[string], Row>('SELECT * FROM links WHERE token_hash = ?');
    this.selectById = database.prepare<[string], Row>('SELECT * FROM links WHERE id = ?');
    this.selectOfOwner = database.prepare<[string, string, number], Row>(
      'SELECT * FROM links WHERE owner_id = ? AND id < ? ORDER BY id DESC LIMIT ?'
    );
    this.countOfOwner = database.prepare<[string], { n: number }>(
      'SELECT count(*) AS n FROM links WHERE owner_id = ?'
    );
    this.insertRow = database.prepare<[Row]>(
      `INSERT INTO links VALUES (:id, :token_hash, :owner_id, :volume_id, :volume_address, :path, :kind,
         :password_hash, :created_at, :expires_at, :downloads, :max_downloads, :last_download_at, :version)`
    );
    this.updateRow = database.prepare<{
      id: string;
      password: string | null;
      expires: string;
      most: number | null;
    }>(
      `UPDATE links SET password_hash = :password, expires_at = :expires, max_downloads = :most,
         version = version + 1 WHERE id = :id`
    );
    this.countDownload = database.prepare<{ id: string; now: string }>(
      `UPDATE links SET downloads = downloads + 1, last_download_at = :now
         WHERE id = :id AND (max_downloads IS NULL OR downloads < max_downloads)`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM links WHERE id = ?');
  }

  /** @param hash - SHA-256 of the token, hex */
  byHash(hash: string): LinkRow | null {
    const row = this.selectByHash.get(hash);
    return row ? linkOf(row) : null;
  }

  byId(id: string): LinkRow | null {
    const row = this.selectById.get(id);
    return row ? linkOf(row) : null;
  }

  /** Newest first. @param before - id of the link before the page; `~` for the first page */
  ofOwner(ownerId: string, before: string, limit: number): LinkRow[] {
    return this.selectOfOwner.all(ownerId, before, limit).map(linkOf);
  }

  count(ownerId: string): number {
    return this.countOfOwner.get(ownerId)?.n ?? 0;
  }

  insert(link: LinkRow): void {
    this.insertRow.run({
      id: link.id,
      token_hash: link.tokenHash,
      owner_id: link.ownerId,
      volume_id: link.volumeId,
      volume_address: link.volumeAddress,
      path: link.path,
      kind: link.kind,
      password_hash: link.passwordHash,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      downloads: link.downloads,
      max_downloads: link.maxDownloads,
      last_download_at: link.lastDownloadAt,
      version: link.version
    });
  }

  /** Writes what an owner may change; the version is one higher then. */
  update({ id, passwordHash, expiresAt, maxDownloads }: LinkRow): void {
    this.updateRow.run({ id, password: passwordHash, expires: expiresAt, most: maxDownloads });
  }

  /** Counts a download; false when there may be no more. */
  takeDownload(id: string, now: string): boolean {
    return this.countDownload.run({ id, now }).changes === 1;
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
