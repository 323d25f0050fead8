import type { Database } from '../sqlite/database.js';
import { termsOf } from './terms.js';

/** A volume as the index knows it. */
export interface IndexedVolume {
  /** Stands in the terms of everything in it. */
  readonly number: number;
  readonly volumeId: string;
  /** Whether it holds more than was looked at. */
  readonly isCut: boolean;
  /** When it was last looked through to its end, or as far as allowed. */
  readonly readAt: string | null;
}

/** A file or folder that can be found. */
export interface IndexedEntry {
  readonly id: number;
  /** Path inside the volume; empty for its top. */
  readonly folder: string;
  readonly name: string;
  readonly isFolder: boolean;
}

/** One that was found, with the text of a README. */
export interface FoundEntry extends IndexedEntry {
  readonly text: string | null;
}

interface EntryRow {
  readonly id: number;
  readonly folder: string;
  readonly name: string;
  readonly is_folder: number;
}

function entryOf({ is_folder: isFolder, ...row }: EntryRow): IndexedEntry {
  return { ...row, isFolder: isFolder === 1 };
}

/** The tables of what can be found in volumes. Rows and their terms come and go together. */
export class SearchStore {
  private readonly statements;

  constructor(private readonly database: Database) {
    this.statements = prepare(database);
  }

  volume(volumeId: string): IndexedVolume | null {
    const row = this.statements.volume.get(volumeId);
    return row
      ? {
          number: row.number,
          volumeId: row.volume_id,
          isCut: row.cut === 1,
          readAt: row.read_at
        }
      : null;
  }

  /** As {@link volume}; made where there is none. */
  ensureVolume(volumeId: string): IndexedVolume {
    this.transaction(() => this.statements.addVolume.run(volumeId));
    return this.volume(volumeId) as IndexedVolume;
  }

  volumeIds(): string[] {
    return this.statements.volumeIds.all().map(row => row.volume_id);
  }

  wasRead(number: number, at: string, isCut: boolean): void {
    this.transaction(() => this.statements.wasRead.run({ number, at, cut: isCut ? 1 : 0 }));
  }

  wasCut(number: number): void {
    this.statements.wasCut.run(number);
  }

  /** Only when nothing of it is left. */
  removeVolume(number: number): void {
    this.statements.removeVolume.run(number);
  }

  inFolder(number: number, folder: string): IndexedEntry[] {
    return this.statements.inFolder.all(number, folder).map(entryOf);
  }

  entry(number: number, folder: string, name: string): IndexedEntry | null {
    const row = this.statements.entry.get(number, folder, name);
    return row ? entryOf(row) : null;
  }

  /** Some of what lies below a folder, at any depth; the folder itself is not among it. */
  someBelow(number: number, folder: string, limit: number): IndexedEntry[] {
    const rows =
      folder === ''
        ? this.statements.someOf.all(number, limit)
        : this.statements.someBelow.all({ number, folder, limit });
    return rows.map(entryOf);
  }

  /** Every folder in which something is. */
  folders(number: number): string[] {
    return this.statements.folders.all({ number }).map(row => row.folder);
  }

  count(number: number): number {
    return this.statements.count.get(number)?.entries ?? 0;
  }

  add(number: number, entry: Omit<IndexedEntry, 'id'>): void {
    const { folder, name, isFolder } = entry;
    const { lastInsertRowid } = this.statements.add.run({
      number,
      folder,
      name,
      isFolder: isFolder ? 1 : 0
    });
    this.statements.addTerms.run(lastInsertRowid, termsOf(number, entry));
    this.statements.counted.run(1, number);
  }

  remove(number: number, entries: readonly IndexedEntry[]): void {
    for (const { id } of entries) {
      this.statements.removeTerms.run(id);
      this.statements.remove.run(id);
    }
    this.statements.counted.run(-entries.length, number);
  }

  readmeEtag(entryId: number): string | null {
    return this.statements.readme.get(entryId)?.etag ?? null;
  }

  setReadme(number: number, entry: IndexedEntry, { etag, text }: Readme): void {
    this.statements.setReadme.run({ id: entry.id, etag, text });
    this.statements.removeTerms.run(entry.id);
    this.statements.addTerms.run(entry.id, termsOf(number, { ...entry, text }));
  }

  /** @param expression - as `expressionOf` makes it */
  find(expression: string, limit: number): FoundEntry[] {
    return this.statements.find
      .all(expression, limit)
      .map(({ text, ...row }) => ({ ...entryOf(row), text }));
  }

  /** What is lost with a loss of power is found again when the volume is looked through the next time. */
  transaction<Result>(work: () => Result): Result {
    return this.database.lightTransaction(work);
  }
}

/** What is known of a README. */
export interface Readme {
  readonly etag: string;
  readonly text: string;
}

const ENTRY = 'SELECT id, folder, name, is_folder FROM search_entries';

function prepare(database: Database) {
  return {
    volume: database.prepare<
      [string],
      { number: number; volume_id: string; cut: number; read_at: string | null }
    >('SELECT * FROM search_volumes WHERE volume_id = ?'),
    addVolume: database.prepare<[string]>(
      'INSERT INTO search_volumes (volume_id) VALUES (?) ON CONFLICT DO NOTHING'
    ),
    volumeIds: database.prepare<[], { volume_id: string }>('SELECT volume_id FROM search_volumes'),
    wasRead: database.prepare<[{ number: number; at: string; cut: number }]>(
      'UPDATE search_volumes SET read_at = :at, cut = :cut WHERE number = :number'
    ),
    wasCut: database.prepare<[number]>('UPDATE search_volumes SET cut = 1 WHERE number = ?'),
    removeVolume: database.prepare<[number]>('DELETE FROM search_volumes WHERE number = ?'),
    inFolder: database.prepare<[number, string], EntryRow>(
      `${ENTRY} WHERE number = ? AND folder = ?`
    ),
    entry: database.prepare<[number, string, string], EntryRow>(
      `${ENTRY} WHERE number = ? AND folder = ? AND name = ?`
    ),
    someOf: database.prepare<[number, number], EntryRow>(`${ENTRY} WHERE number = ? LIMIT ?`),
    // '0' is the character after '/'.
    someBelow: database.prepare<[{ number: number; folder: string; limit: number }], EntryRow>(
      `${ENTRY} WHERE number = :number
         AND (folder = :folder OR folder >= :folder || '/' AND folder < :folder || '0') LIMIT :limit`
    ),
    // From one to the next by the index: there are far fewer folders than entries.
    folders: database.prepare<[{ number: number }], { folder: string }>(
      `WITH RECURSIVE f (folder) AS (
         SELECT min(folder) FROM search_entries WHERE number = :number
         UNION ALL
         SELECT (SELECT min(folder) FROM search_entries WHERE number = :number AND folder > f.folder)
         FROM f WHERE f.folder IS NOT NULL
       ) SELECT folder FROM f WHERE folder IS NOT NULL`
    ),
    count: database.prepare<[number], { entries: number }>(
      'SELECT entries FROM search_volumes WHERE number = ?'
    ),
    counted: database.prepare<[number, number]>(
      'UPDATE search_volumes SET entries = entries + ? WHERE number = ?'
    ),
    add: database.prepare<[{ number: number; folder: string; name: string; isFolder: number }]>(
      `INSERT INTO search_entries (number, folder, name, is_folder)
       VALUES (:number, :folder, :name, :isFolder)`
    ),
    addTerms: database.prepare<[number | bigint, string]>(
      'INSERT INTO search_terms (rowid, terms) VALUES (?, ?)'
    ),
    remove: database.prepare<[number]>('DELETE FROM search_entries WHERE id = ?'),
    removeTerms: database.prepare<[number]>('DELETE FROM search_terms WHERE rowid = ?'),
    readme: database.prepare<[number], { etag: string }>(
      'SELECT etag FROM search_readmes WHERE entry_id = ?'
    ),
    setReadme: database.prepare<[{ id: number; etag: string; text: string }]>(
      `INSERT INTO search_readmes (entry_id, etag, text) VALUES (:id, :etag, :text)
       ON CONFLICT DO UPDATE SET etag = :etag, text = :text`
    ),
    find: database.prepare<[string, number], EntryRow & { text: string | null }>(
      `SELECT e.id, e.folder, e.name, e.is_folder, r.text
       FROM search_terms JOIN search_entries e ON e.id = search_terms.rowid
            LEFT JOIN search_readmes r ON r.entry_id = e.id
       WHERE search_terms MATCH ? LIMIT ?`
    )
  };
}
