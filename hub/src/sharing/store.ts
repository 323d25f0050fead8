import { z } from 'zod';

import type { Database } from '../sqlite/database.js';
import type { Grant, GrantedPrivilege, ResourceId, ResourceKind, Subject } from './types.js';

const Privileges = z.array(z.enum(['read', 'write', 'grant', 'use']));

interface Row {
  resource_kind: ResourceKind;
  resource_id: string;
  subject_kind: Subject['kind'];
  subject_id: string;
  privileges: string;
  granted_by: string | null;
  created_at: string;
}

/** Where a page of grants begins: after the one on this resource to this subject. */
export interface GrantCursor {
  readonly resourceKind: string;
  readonly resourceId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
}

/** Which of the grants that reach somebody are wanted; null for no matter. */
export interface ReachFilter {
  readonly kind: ResourceKind | null;
  readonly through: Subject['kind'] | null;
  /** Only on these. */
  readonly among: readonly ResourceId[] | null;
}

/** Who asks: the user and, as a JSON list, the ids of his groups. */
interface Reach {
  user: string;
  groups: string;
}

const REACHES = `(subject_kind = 'everyone' OR (subject_kind = 'user' AND subject_id = :user)
  OR (subject_kind = 'group' AND subject_id IN (SELECT value FROM json_each(:groups))))`;

/** The same by the index of subjects, three ways in: as one condition SQLite would read the whole table. */
const REACHING = `(
  SELECT * FROM grants WHERE :through IS NOT 'user' AND :through IS NOT 'group'
    AND subject_kind = 'everyone' AND subject_id = '' AND (:kind IS NULL OR resource_kind = :kind)
  UNION ALL
  SELECT * FROM grants WHERE :through IS NOT 'everyone' AND :through IS NOT 'group'
    AND subject_kind = 'user' AND subject_id = :user AND (:kind IS NULL OR resource_kind = :kind)
  UNION ALL
  SELECT grants.* FROM json_each(:groups) AS mine
    CROSS JOIN grants ON subject_kind = 'group' AND subject_id = mine.value
    WHERE :through IS NOT 'everyone' AND :through IS NOT 'user' AND (:kind IS NULL OR resource_kind = :kind)
)`;

const AFTER = `(resource_kind, resource_id, subject_kind, subject_id)
  > (:resourceKind, :resourceId, :subjectKind, :subjectId)
  ORDER BY resource_kind, resource_id, subject_kind, subject_id LIMIT :limit`;

/** The table `grants`. */
export class GrantStore {
  private readonly selectOn;
  private readonly selectReachingOn;
  private readonly selectReaching;
  private readonly selectPageOn;
  private readonly selectPageReachingOn;
  private readonly selectPageTo;
  private readonly selectPageReaching;
  private readonly selectReached;
  private readonly selectTo;
  private readonly upsertRow;
  private readonly deleteRow;
  private readonly deleteTo;
  private readonly deleteOn;
  /** The few lists of privileges that there are, by their text. */
  private readonly parsed = new Map<string, readonly GrantedPrivilege[]>();

  constructor(database: Database) {
    this.selectOn = database.prepare<[string, string], Row>(
      'SELECT * FROM grants WHERE resource_kind = ? AND resource_id = ? ORDER BY subject_kind, subject_id'
    );
    this.selectReachingOn = database.prepare<Reach & { kind: string; id: string }, Row>(
      `SELECT * FROM grants WHERE resource_kind = :kind AND resource_id = :id AND ${REACHES}`
    );
    // Three ways in by the index of subjects; as one condition SQLite would read the whole table. CROSS JOIN: group by
    // group, not all grants to any group.
    this.selectReaching = database.prepare<Reach & { kind: string }, Row>(
      `SELECT * FROM (
         SELECT * FROM grants WHERE subject_kind = 'everyone' AND subject_id = '' AND resource_kind = :kind
         UNION ALL
         SELECT * FROM grants WHERE subject_kind = 'user' AND subject_id = :user AND resource_kind = :kind
         UNION ALL
         SELECT grants.* FROM json_each(:groups) AS mine
           CROSS JOIN grants ON subject_kind = 'group' AND subject_id = mine.value AND resource_kind = :kind
       ) ORDER BY resource_id, subject_kind, subject_id`
    );
    this.selectPageOn = database.prepare<
      GrantCursor & { kind: string; id: string; limit: number },
      Row
    >(`SELECT * FROM grants WHERE resource_kind = :kind AND resource_id = :id AND ${AFTER}`);
    this.selectPageReachingOn = database.prepare<
      GrantCursor & Reach & { kind: string; id: string; limit: number },
      Row
    >(
      `SELECT * FROM grants WHERE resource_kind = :kind AND resource_id = :id AND ${REACHES} AND ${AFTER}`
    );
    this.selectPageTo = database.prepare<
      GrantCursor & { kind: string; id: string; limit: number },
      Row
    >(`SELECT * FROM grants WHERE subject_kind = :kind AND subject_id = :id AND ${AFTER}`);
    this.selectReached = database.prepare<
      Reach & { kind: string | null; through: string | null },
      Pick<Row, 'resource_kind' | 'resource_id'>
    >(`SELECT DISTINCT resource_kind, resource_id FROM ${REACHING}`);
    this.selectPageReaching = database.prepare<
      GrantCursor &
        Reach & {
          kind: string | null;
          through: string | null;
          among: string | null;
          limit: number;
        },
      Row
    >(
      `SELECT * FROM ${REACHING}
       WHERE (:among IS NULL OR resource_kind || ':' || resource_id IN (SELECT value FROM json_each(:among)))
         AND ${AFTER}`
    );
    this.selectTo = database.prepare<[string, string], Row>(
      'SELECT * FROM grants WHERE subject_kind = ? AND subject_id = ?'
    );
    this.upsertRow = database.prepare<[Row]>(
      `INSERT INTO grants VALUES (:resource_kind, :resource_id, :subject_kind, :subject_id, :privileges, :granted_by,
                                  :created_at)
       ON CONFLICT DO UPDATE SET privileges = excluded.privileges, granted_by = excluded.granted_by,
         created_at = excluded.created_at WHERE privileges <> excluded.privileges`
    );
    this.deleteRow = database.prepare<[string, string, string, string]>(
      `DELETE FROM grants WHERE resource_kind = ? AND resource_id = ? AND subject_kind = ? AND subject_id = ?`
    );
    this.deleteTo = database.prepare<[string, string]>(
      'DELETE FROM grants WHERE subject_kind = ? AND subject_id = ?'
    );
    this.deleteOn = database.prepare<[string, string]>(
      'DELETE FROM grants WHERE resource_kind = ? AND resource_id = ?'
    );
  }

  on(resource: ResourceId): Grant[] {
    return this.selectOn.all(resource.kind, resource.id).map(this.grantOf);
  }

  /** Grants on a resource that reach somebody. */
  reachingOn(resource: ResourceId, userId: string, groupIds: readonly string[]): Grant[] {
    const { kind, id } = resource;
    return this.selectReachingOn.all({ kind, id, ...reach(userId, groupIds) }).map(this.grantOf);
  }

  /** Grants on resources of a kind that reach somebody, in the order of the resources' ids. */
  reaching(userId: string, groupIds: readonly string[], kind: ResourceKind): Grant[] {
    return this.selectReaching.all({ kind, ...reach(userId, groupIds) }).map(this.grantOf);
  }

  pageOn(resource: ResourceId, after: GrantCursor, limit: number): Grant[] {
    const { kind, id } = resource;
    return this.selectPageOn.all({ kind, id, ...after, limit }).map(this.grantOf);
  }

  pageReachingOn(
    resource: ResourceId,
    userId: string,
    groupIds: readonly string[],
    after: GrantCursor,
    limit: number
  ): Grant[] {
    const { kind, id } = resource;
    return this.selectPageReachingOn
      .all({ kind, id, ...reach(userId, groupIds), ...after, limit })
      .map(this.grantOf);
  }

  pageTo(subject: Subject, after: GrantCursor, limit: number): Grant[] {
    const { kind, id } = subject;
    return this.selectPageTo.all({ kind, id, ...after, limit }).map(this.grantOf);
  }

  pageReaching(
    userId: string,
    groupIds: readonly string[],
    { kind, through, among }: ReachFilter,
    after: GrantCursor,
    limit: number
  ): Grant[] {
    const named = among && JSON.stringify(among.map(resource => `${resource.kind}:${resource.id}`));
    return this.selectPageReaching
      .all({ ...reach(userId, groupIds), kind, through, among: named, ...after, limit })
      .map(this.grantOf);
  }

  /** Each thing that somebody is granted something on, once; in no order. */
  reached(
    userId: string,
    groupIds: readonly string[],
    { kind, through }: Omit<ReachFilter, 'among'>
  ): ResourceId[] {
    return this.selectReached
      .all({ ...reach(userId, groupIds), kind, through })
      .map(row => ({ kind: row.resource_kind, id: row.resource_id }));
  }

  to(subject: Subject): Grant[] {
    return this.selectTo.all(subject.kind, subject.id).map(this.grantOf);
  }

  /** The same privileges as before change nothing, not even who granted them. */
  put(grant: Grant): void {
    this.upsertRow.run({
      resource_kind: grant.resource.kind,
      resource_id: grant.resource.id,
      subject_kind: grant.subject.kind,
      subject_id: grant.subject.id,
      privileges: JSON.stringify(grant.privileges),
      granted_by: grant.grantedBy,
      created_at: grant.grantedAt
    });
  }

  /** False when there was none. */
  delete(resource: ResourceId, subject: Subject): boolean {
    const { changes } = this.deleteRow.run(resource.kind, resource.id, subject.kind, subject.id);
    return changes === 1;
  }

  deleteAllTo(subject: Subject): void {
    this.deleteTo.run(subject.kind, subject.id);
  }

  deleteAllOn(resource: ResourceId): void {
    this.deleteOn.run(resource.kind, resource.id);
  }

  private readonly grantOf = (row: Row): Grant => ({
    resource: { kind: row.resource_kind, id: row.resource_id },
    subject: { kind: row.subject_kind, id: row.subject_id },
    privileges: this.privilegesOf(row.privileges),
    grantedBy: row.granted_by,
    grantedAt: row.created_at
  });

  private privilegesOf(text: string): readonly GrantedPrivilege[] {
    const known = this.parsed.get(text) ?? Privileges.parse(JSON.parse(text));
    this.parsed.set(text, known);
    return known;
  }
}

function reach(userId: string, groupIds: readonly string[]): Reach {
  return { user: userId, groups: JSON.stringify(groupIds) };
}
