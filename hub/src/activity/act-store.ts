import type { Database } from '../sqlite/database.js';
import type { Act } from './ports.js';

/** An act as it is on record. */
export interface ActRow {
  readonly seq: number;
  readonly at: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly resource: { readonly kind: string; readonly id: string };
  readonly outcome: Act['outcome'];
  readonly detail: string;
  readonly address: string | null;
}

/** Which acts are wanted; null for no matter. */
export interface ActFilter {
  /** Only what concerns this user. */
  readonly userId: string | null;
  readonly kind: string | null;
  readonly actorId: string | null;
  readonly resource: { readonly kind: string; readonly id: string } | null;
  /** At this moment or later. */
  readonly since: string | null;
  /** Before this moment. */
  readonly until: string | null;
  /** Part of the action or its words, in any case. */
  readonly text: string | null;
}

export type ActOrder = 'newest' | 'oldest';

interface Row {
  seq: number;
  at: string;
  actor_id: string | null;
  action: string;
  resource_kind: string;
  resource_id: string;
  outcome: Act['outcome'];
  detail: string;
  address: string | null;
}

function actOf(row: Row): ActRow {
  return {
    seq: row.seq,
    at: row.at,
    actorId: row.actor_id,
    action: row.action,
    resource: { kind: row.resource_kind, id: row.resource_id },
    outcome: row.outcome,
    detail: row.detail,
    address: row.address
  };
}

/** What SQL's LIKE finds a text with, as it is written. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A page of acts, by user where they are asked for: the order of either index is that of the acts. */
function selectPage(whose: 'own' | 'all', order: ActOrder): string {
  const [direction, beyond] = order === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  const [tables, seq, concerns] =
    whose === 'own'
      ? [
          'activity_concerns c CROSS JOIN activity a ON a.seq = c.seq',
          'c.seq',
          'c.user_id = :userId'
        ]
      : ['activity a', 'a.seq', ':userId IS NULL'];
  return `SELECT a.* FROM ${tables}
    WHERE ${concerns} AND ${seq} ${beyond} :beyond
      AND (:kind IS NULL OR a.resource_kind = :kind)
      AND (:actorId IS NULL OR a.actor_id = :actorId)
      AND (:resourceId IS NULL OR (a.resource_kind = :resourceKind AND a.resource_id = :resourceId))
      AND (:since IS NULL OR a.at >= :since)
      AND (:until IS NULL OR a.at < :until)
      AND (:text IS NULL OR a.action LIKE :text ESCAPE '\\' OR a.detail LIKE :text ESCAPE '\\')
    ORDER BY ${seq} ${direction} LIMIT :limit`;
}

/** The tables `activity` and `activity_concerns`: rows are added, and pruned when they are old, never changed. */
export class ActStore {
  private readonly insertRow;
  private readonly insertConcern;
  private readonly pages;
  private readonly deleteOld;

  constructor(database: Database) {
    this.insertRow = database.prepare<
      [string, string | null, string, string, string, string, string, string | null]
    >(
      `INSERT INTO activity (at, actor_id, action, resource_kind, resource_id, outcome, detail, address)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    );
    this.insertConcern = database.prepare<[string, number]>(
      'INSERT OR IGNORE INTO activity_concerns (user_id, seq) VALUES (?, ?)'
    );
    const prepare = (whose: 'own' | 'all', order: ActOrder) =>
      database.prepare<[object], Row>(selectPage(whose, order));
    this.pages = {
      own: { newest: prepare('own', 'newest'), oldest: prepare('own', 'oldest') },
      all: { newest: prepare('all', 'newest'), oldest: prepare('all', 'oldest') }
    };
    this.deleteOld = database.prepare<[string, number]>(
      'DELETE FROM activity WHERE seq IN (SELECT seq FROM activity WHERE at < ? ORDER BY at LIMIT ?)'
    );
  }

  /** To be called in a transaction. */
  insert(at: string, act: Act): void {
    const { lastInsertRowid } = this.insertRow.run(
      at,
      act.actorId,
      act.action,
      act.resource.kind,
      act.resource.id,
      act.outcome,
      act.detail,
      act.address ?? null
    );
    const concerned = [...(act.actorId === null ? [] : [act.actorId]), ...(act.concerns ?? [])];
    for (const userId of concerned) {
      this.insertConcern.run(userId, Number(lastInsertRowid));
    }
  }

  /** @param beyond - number of the act before the page; null for the first page */
  page(filter: ActFilter, order: ActOrder, beyond: number | null, limit: number): ActRow[] {
    const whose = filter.userId === null ? 'all' : 'own';
    return this.pages[whose][order]
      .all({
        userId: filter.userId,
        kind: filter.kind,
        actorId: filter.actorId,
        resourceKind: filter.resource?.kind ?? null,
        resourceId: filter.resource?.id ?? null,
        since: filter.since,
        until: filter.until,
        text: filter.text === null ? null : likePattern(filter.text),
        beyond: beyond ?? (order === 'newest' ? Number.MAX_SAFE_INTEGER : 0),
        limit
      })
      .map(actOf);
  }

  /** Deletes what is older than `before`, the oldest first, at most `most`. */
  prune(before: string, most: number): void {
    this.deleteOld.run(before, most);
  }
}
