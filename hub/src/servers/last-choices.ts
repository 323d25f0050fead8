import type { Setup } from '../mounts/types.js';
import type { Database } from '../sqlite/database.js';
import type { Choice } from './setup.js';

interface Row {
  readonly domain: string;
  readonly image: string;
  readonly volumes: string;
}

/** What users chose last for a server of theirs. */
export class LastChoices {
  private readonly statements;

  constructor(database: Database) {
    this.statements = {
      of: database.prepare<[string], Row>(
        'SELECT domain, image, volumes FROM server_last_choices WHERE user_id = ?'
      ),
      note: database.prepare<[Row & { userId: string }]>(
        `INSERT INTO server_last_choices (user_id, domain, image, volumes)
         VALUES (@userId, @domain, @image, @volumes)
         ON CONFLICT DO UPDATE SET domain = excluded.domain, image = excluded.image,
           volumes = excluded.volumes`
      )
    };
  }

  of(userId: string): (Choice & { readonly volumes: Setup }) | null {
    const row = this.statements.of.get(userId);
    return row ? { ...row, volumes: JSON.parse(row.volumes) as Setup } : null;
  }

  note(userId: string, { domain, image }: Choice, volumes: Setup): void {
    this.statements.note.run({ userId, domain, image, volumes: JSON.stringify(volumes) });
  }
}
