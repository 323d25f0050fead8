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
  /** Only what is about this group, then whomever it concerns. */
  readonly groupId: string | null;
  /** Actions that are left out. */
  readonly without: readonly string[];
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

/** By whom or what acts are looked for: tables, number of the act, condition. */
const SOURCES = {
  own: [
    'activity_concerns c CROSS JOIN activity a ON a.seq = c.seq',
    'c.seq',
    'c.user_id = :userId'
  ],
  group: [
    'activity_groups g CROSS JOIN activity a ON a.seq = g.seq',
    'g.seq',
    'g.group_id = :groupId'
  ],
  all: ['activity a', 'a.seq', ':userId IS NULL']
} as const;

/** A page of acts, by user or group where they are asked for: the order of each index is that of the acts. */
function selectPage(source: keyof typeof SOURCES, order: ActOrder): string {
  const [direction, beyond] = order === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  const [tables, seq, concerns] = SOURCES[source];
  return `SELECT a.* FROM ${tables}
    WHERE ${concerns} AND ${seq} ${beyond} :beyond
      AND a.action NOT IN (SELECT value FROM json_each(:without))
      AND (:kind IS NULL OR a.resource_kind = :kind)
      AND (:actorId IS NULL OR a.actor_id = :actorId)
      AND (:resourceId IS NULL OR (a.resource_kind = :resourceKind AND a.resource_id = :resourceId))
      AND (:since IS NULL OR a.at >= :since)
      AND (:until IS NULL OR a.at < :until)
      AND (:text IS NULL OR a.action LIKE :text ESCAPE '\\' OR a.detail LIKE :text ESCAPE '\\')
    ORDER BY ${seq} ${direction} LIMIT :limit`;
}

/** The tables `activity`, `activity_concerns` and `activity_groups`: rows are added, and pruned when they are old, never changed. */
export class ActStore {
  private readonly insertRow;
  private readonly insertConcern;
  private readonly insertGroup;
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
    this.insertGroup = database.prepare<[string, number]>(
      'INSERT OR IGNORE INTO activity_groups (group_id, seq) VALUES (?, ?)'
    );
    const prepare = (source: keyof typeof SOURCES, order: ActOrder) =>
      database.prepare<[object], Row>(selectPage(source, order));
    this.pages = {
      own: { newest: prepare('own', 'newest'), oldest: prepare('own', 'oldest') },
      group: { newest: prepare('group', 'newest'), oldest: prepare('group', 'oldest') },
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
    const { kind, id } = act.resource;
    for (const groupId of [...(kind === 'group' ? [id] : []), ...(act.groups ?? [])]) {
      this.insertGroup.run(groupId, Number(lastInsertRowid));
    }
  }

  /** @param beyond - number of the act before the page; null for the first page */
  page(filter: ActFilter, order: ActOrder, beyond: number | null, limit: number): ActRow[] {
    const bySource = filter.userId === null ? this.pages.all : this.pages.own;
    const pages = filter.groupId === null ? bySource : this.pages.group;
    return pages[order]
      .all({
        userId: filter.userId,
        groupId: filter.groupId,
        without: JSON.stringify(filter.without),
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
