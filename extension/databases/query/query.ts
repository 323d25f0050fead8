import { Signal, type ISignal } from '@lumino/signaling';

import { queryDatabase, type QueryAnswer } from '../../../hub/contract/databases.js';
import type { HubClient } from '../../api/hub-client.js';

/** How many rows are asked for, to choose from. */
export const ROW_LIMITS = [100, 1_000, 10_000] as const;

/** How far the statement is that was run last. */
export type QueryState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly sinceMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'done' };

/** What came of a statement. */
export interface Answered {
  readonly sql: string;
  readonly maxRows: number;
  readonly answer: QueryAnswer;
}

/** Runs statements in a database, one at a time. */
export class Query {
  constructor(
    private readonly client: HubClient,
    private readonly database: string,
    /** Called when a statement has gone through that may have changed tables. */
    private readonly onChange: () => void
  ) {}

  get state(): QueryState {
    return this._state;
  }

  /** What was answered last; null after a failure, so that nobody takes it for the answer to what failed. */
  get answered(): Answered | null {
    return this._answered;
  }

  get maxRows(): number {
    return this._maxRows;
  }

  set maxRows(rows: number) {
    this._maxRows = rows;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Settles when it is over, however it ended. */
  async run(sql: string): Promise<void> {
    if (this._state.kind === 'running') return;
    const running = new AbortController();
    this.running = running;
    const maxRows = this._maxRows;
    this.setState({ kind: 'running', sinceMs: Date.now() });
    try {
      const answer = await this.client.call(queryDatabase, {
        params: { database: this.database },
        body: { sql, maxRows },
        signal: running.signal
      });
      this._answered = { sql, maxRows, answer };
      this.setState({ kind: 'done' });
      if (answer.columns.length === 0 || answer.changes > 0) this.onChange();
    } catch (error) {
      this._answered = null;
      this.setState(running.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error });
    }
  }

  cancel(): void {
    this.running?.abort();
  }

  dispose(): void {
    this.cancel();
    Signal.clearData(this);
  }

  private setState(state: QueryState): void {
    this._state = state;
    this._changed.emit();
  }

  private running: AbortController | null = null;
  private _state: QueryState = { kind: 'idle' };
  private _answered: Answered | null = null;
  private _maxRows: number = ROW_LIMITS[1];
  private readonly _changed = new Signal<this, void>(this);
}
