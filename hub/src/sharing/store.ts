import { z } from 'zod';

import type { Database } from '../sqlite/database.js';
import type { Grant, Resource, ResourceKind, Subject } from './types.js';

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

function grantOf(row: Row): Grant {
  return {
    resource: { kind: row.resource_kind, id: row.resource_id },
    subject: { kind: row.subject_kind, id: row.subject_id },
    privileges: Privileges.parse(JSON.parse(row.privileges))
  };
}

/** The table `grants`. */
export class GrantStore {
  private readonly selectOn;
  private readonly selectFor;
  private readonly upsertRow;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectOn = database.prepare<[string, string], Row>(
      'SELECT * FROM grants WHERE resource_kind = ? AND resource_id = ? ORDER BY subject_kind, subject_id'
    );
    this.selectFor = database.prepare<[string, string], Row>(
      `SELECT * FROM grants WHERE resource_kind = ?
       AND (subject_kind = 'everyone' OR (subject_kind = 'user' AND subject_id = ?))
       ORDER BY resource_id`
    );
    this.upsertRow = database.prepare<[Row]>(
      `INSERT INTO grants VALUES (:resource_kind, :resource_id, :subject_kind, :subject_id, :privileges, :granted_by,
                                  :created_at)
       ON CONFLICT DO UPDATE SET privileges = excluded.privileges, granted_by = excluded.granted_by`
    );
    this.deleteRow = database.prepare<[string, string, string, string]>(
      `DELETE FROM grants WHERE resource_kind = ? AND resource_id = ? AND subject_kind = ? AND subject_id = ?`
    );
  }

  on(resource: Pick<Resource, 'kind' | 'id'>): Grant[] {
    return this.selectOn.all(resource.kind, resource.id).map(grantOf);
  }

  /** Grants to the user himself and to everyone. */
  reaching(userId: string, kind: ResourceKind): Grant[] {
    return this.selectFor.all(kind, userId).map(grantOf);
  }

  put(grant: Grant, grantedBy: string | null, createdAt: string): void {
    this.upsertRow.run({
      resource_kind: grant.resource.kind,
      resource_id: grant.resource.id,
      subject_kind: grant.subject.kind,
      subject_id: grant.subject.id,
      privileges: JSON.stringify(grant.privileges),
      granted_by: grantedBy,
      created_at: createdAt
    });
  }

  delete(resource: Pick<Resource, 'kind' | 'id'>, subject: Subject): void {
    this.deleteRow.run(resource.kind, resource.id, subject.kind, subject.id);
  }
}
