import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';

/** Nothing new starts while somebody works on the site; what runs goes on. Kept over the end of the hub. */
export class Maintenance {
  private readonly insert;
  private readonly remove;
  private text: string | null;

  constructor(
    private readonly database: Database,
    private readonly activity: ActivityRecorder,
    private readonly clock: Clock
  ) {
    this.insert = database.prepare<[string, string]>(
      'INSERT OR REPLACE INTO maintenance (id, text, since) VALUES (1, ?, ?)'
    );
    this.remove = database.prepare('DELETE FROM maintenance');
    this.text =
      database.prepare<[], { text: string }>('SELECT text FROM maintenance').get()?.text ?? null;
  }

  /** What users are told; null when nobody works on the site. */
  get words(): string | null {
    return this.text;
  }

  /** @param text - why, for everybody. @throws AppError `invalid-request` when it says nothing */
  begin(text: string): void {
    if (text.trim() === '') {
      throw new AppError('invalid-request', 'Say in words why nothing can be started');
    }
    this.database.transaction(() => {
      this.insert.run(text, this.clock().toISOString());
      this.record('maintenance.begin', text);
    });
    this.text = text;
  }

  /** @throws AppError `conflict` when nobody works on the site */
  end(): void {
    if (this.text === null) {
      throw new AppError('conflict', 'There is no maintenance under way');
    }
    this.database.transaction(() => {
      this.remove.run();
      this.record('maintenance.end', 'Servers and jobs start again');
    });
    this.text = null;
  }

  private record(action: string, detail: string): void {
    const resource = { kind: 'maintenance', id: 'site' };
    this.activity.record({ actorId: null, action, resource, outcome: 'done', detail });
  }
}
