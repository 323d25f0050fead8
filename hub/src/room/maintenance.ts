import type { Database } from '../sqlite/database.js';

/** Whether nothing new starts because somebody works on the site; kept over the end of the hub. */
export class Maintenance {
  private readonly select;
  private readonly put;
  private readonly remove;
  private text: string | null;

  constructor(database: Database) {
    this.select = database.prepare<[], { text: string }>('SELECT text FROM maintenance');
    this.put = database.prepare<[string, string]>(
      'INSERT OR REPLACE INTO maintenance (id, text, since) VALUES (1, ?, ?)'
    );
    this.remove = database.prepare('DELETE FROM maintenance');
    this.text = this.select.get()?.text ?? null;
  }

  /** What users are told; null when it is not under way. */
  get words(): string | null {
    return this.text;
  }

  begin(text: string, since: string): void {
    this.put.run(text, since);
    this.text = text;
  }

  end(): void {
    this.remove.run();
    this.text = null;
  }
}
