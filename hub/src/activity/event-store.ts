import { HubEvent } from '../../contract/events.js';
import type { Database } from '../sqlite/database.js';

/** An event with its number, by which streams resume. */
export interface NumberedEvent {
  readonly seq: number;
  readonly event: HubEvent;
}

/** The table `events`. */
export class EventStore {
  private readonly insertEventRow;
  private readonly selectAfter;
  private readonly selectBounds;
  private readonly deleteOld;

  constructor(database: Database) {
    this.insertEventRow = database.prepare<[string, string, string]>(
      'INSERT INTO events (user_id, at, event) VALUES (?, ?, ?)'
    );
    this.selectAfter = database.prepare<[string, number, number], { seq: number; event: string }>(
      'SELECT seq, event FROM events WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?'
    );
    // The sequence outlives the rows: it tells the newest number even when all were pruned.
    this.selectBounds = database.prepare<[], { oldest: number | null; newest: number | null }>(
      `SELECT (SELECT min(seq) FROM events) AS oldest,
              (SELECT seq FROM sqlite_sequence WHERE name = 'events') AS newest`
    );
    this.deleteOld = database.prepare<[string, number]>(
      `DELETE FROM events WHERE at < ? OR seq <= (SELECT max(seq) FROM events) - ?`
    );
  }

  insertEvent(userId: string, at: string, event: HubEvent): number {
    return Number(this.insertEventRow.run(userId, at, JSON.stringify(event)).lastInsertRowid);
  }

  /** Events of a user after a number, oldest first. */
  eventsAfter(userId: string, seq: number, limit: number): NumberedEvent[] {
    return this.selectAfter
      .all(userId, seq, limit)
      .map(row => ({ seq: row.seq, event: HubEvent.parse(JSON.parse(row.event)) }));
  }

  /** Numbers of the oldest event kept, of any user, and of the newest ever made; 0 before the first. */
  bounds(): { oldest: number; newest: number } {
    const row = this.selectBounds.get();
    const newest = row?.newest ?? 0;
    return { oldest: row?.oldest ?? newest + 1, newest };
  }

  /** Keeps what is younger than `before`, and of that the last `count`. */
  prune(before: string, count: number): void {
    this.deleteOld.run(before, count);
  }
}
