import type { Database } from '../sqlite/database.js';
import type { QuotaLevel, Standing } from './quota-level.js';
import type { Volume } from './types.js';

/** What one user keeps in one root volume. */
export interface OwnerAndRoot {
  readonly ownerId: string;
  readonly root: string;
}

interface Row extends OwnerAndRoot {
  readonly level: QuotaLevel;
  readonly since: string;
}

/** The table `quota_levels`: who keeps nearly too much, or too much, and since when. */
export class QuotaStandings {
  private readonly statements;

  /** @param graceMs - how long there may be too much before containers may no longer write */
  constructor(
    database: Database,
    readonly graceMs: number
  ) {
    this.statements = {
      find: database.prepare<[string, string], Standing>(
        'SELECT level, since FROM quota_levels WHERE owner_id = ? AND root = ?'
      ),
      put: database.prepare<[Row]>(
        `INSERT INTO quota_levels VALUES (@ownerId, @root, @level, @since)
         ON CONFLICT DO UPDATE SET level = excluded.level, since = excluded.since`
      ),
      delete: database.prepare<[string, string]>(
        'DELETE FROM quota_levels WHERE owner_id = ? AND root = ?'
      ),
      beyond: database.prepare<[], Row>(
        `SELECT owner_id AS ownerId, root, level, since FROM quota_levels
         WHERE level <> 'near' ORDER BY owner_id, root`
      )
    };
  }

  of({ ownerId, root }: OwnerAndRoot): Standing | null {
    return this.statements.find.get(ownerId, root) ?? null;
  }

  put({ ownerId, root }: OwnerAndRoot, standing: Standing | null): void {
    if (standing) {
      this.statements.put.run({ ownerId, root, ...standing });
    } else {
      this.statements.delete.run(ownerId, root);
    }
  }

  /** Those who keep more than they may. */
  beyond(): readonly (OwnerAndRoot & Standing)[] {
    return this.statements.beyond.all();
  }

  /** When containers may no longer write, or ceased to; null within the limits. */
  readOnlyAt(whose: OwnerAndRoot): string | null {
    const standing = this.of(whose);
    return standing && standing.level !== 'near'
      ? new Date(Date.parse(standing.since) + this.graceMs).toISOString()
      : null;
  }

  /** Whether containers may only read a volume. */
  isReadOnly({ owner, root }: Pick<Volume, 'owner' | 'root'>): boolean {
    return owner !== null && this.of({ ownerId: owner.id, root })?.level === 'readOnly';
  }
}
