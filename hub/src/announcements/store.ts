import { Severity } from '../../contract/notifications.js';
import type { Database } from '../sqlite/database.js';

/** An announcement as the database knows it. */
export interface AnnouncementRow {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly severity: Severity;
  readonly from: string;
  readonly until: string | null;
  /** Whether users have it as a notification. */
  readonly told: boolean;
  readonly createdAt: string;
  readonly version: number;
}

type Stored = Omit<AnnouncementRow, 'told' | 'severity'> & { told: number; severity: string };

const COLUMNS = `id, title, body, severity, from_at AS "from", until_at AS until, told, created_at AS createdAt,
  version`;

function rowOf(stored: Stored): AnnouncementRow {
  return {
    ...stored,
    told: stored.told === 1,
    severity: Severity.parse(stored.severity)
  };
}

/** The table `announcements`. */
export class AnnouncementStore {
  private readonly selectPage;
  private readonly selectById;
  private readonly selectCurrent;
  private readonly insertRow;
  private readonly updateRow;

  constructor(database: Database) {
    this.selectPage = database.prepare<[string, number], Stored>(
      `SELECT ${COLUMNS} FROM announcements WHERE id < ? ORDER BY id DESC LIMIT ?`
    );
    this.selectById = database.prepare<[string], Stored>(
      `SELECT ${COLUMNS} FROM announcements WHERE id = ?`
    );
    this.selectCurrent = database.prepare<[{ now: string }], Stored>(
      `SELECT ${COLUMNS} FROM announcements
       WHERE told = 1 OR (from_at <= :now AND (until_at IS NULL OR until_at > :now)) ORDER BY id DESC`
    );
    this.insertRow = database.prepare<
      [Omit<Stored, 'told' | 'version'> & { madeBy: string | null }]
    >(
      `INSERT INTO announcements (id, made_by, title, body, severity, from_at, until_at, created_at)
       VALUES (:id, :madeBy, :title, :body, :severity, :from, :until, :createdAt)`
    );
    this.updateRow = database.prepare<[Omit<Stored, 'createdAt'>]>(
      `UPDATE announcements SET title = :title, body = :body, severity = :severity, from_at = :from,
         until_at = :until, told = :told, version = :version WHERE id = :id`
    );
  }

  /** Newest first, older than `before`. */
  page(before: string, limit: number): AnnouncementRow[] {
    return this.selectPage.all(before, limit).map(rowOf);
  }

  byId(id: string): AnnouncementRow | null {
    const stored = this.selectById.get(id);
    return stored ? rowOf(stored) : null;
  }

  /** Those in force, and those that users still have as a notification; newest first. */
  current(now: string): AnnouncementRow[] {
    return this.selectCurrent.all({ now }).map(rowOf);
  }

  insert(row: Omit<AnnouncementRow, 'told' | 'version'>, madeBy: string | null): void {
    this.insertRow.run({ ...row, madeBy });
  }

  save({ createdAt: _createdAt, told, ...row }: AnnouncementRow): void {
    this.updateRow.run({ ...row, told: told ? 1 : 0 });
  }
}
