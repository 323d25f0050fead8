import type { TaskState } from '../../contract/tasks.js';
import type { Database } from '../sqlite/database.js';
import type { TaskRow } from './types.js';

interface Columns {
  id: string;
  owner_id: string;
  kind: TaskRow['kind'];
  state: TaskState;
  cancelling: number;
  request: string;
  work: string;
  progress: string;
  warnings: string;
  reason: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  version: number;
}

function columnsOf(row: TaskRow): Columns {
  return {
    id: row.id,
    owner_id: row.ownerId,
    kind: row.kind,
    state: row.state,
    cancelling: row.cancelling ? 1 : 0,
    request: JSON.stringify(row.request),
    work: JSON.stringify(row.work),
    progress: JSON.stringify(row.progress),
    warnings: JSON.stringify(row.warnings),
    reason: row.reason,
    created_at: row.createdAt,
    started_at: row.startedAt,
    ended_at: row.endedAt,
    version: row.version
  };
}

function rowOf(columns: Columns): TaskRow {
  return {
    id: columns.id,
    ownerId: columns.owner_id,
    kind: columns.kind,
    state: columns.state,
    cancelling: columns.cancelling === 1,
    request: JSON.parse(columns.request) as TaskRow['request'],
    work: JSON.parse(columns.work) as TaskRow['work'],
    progress: JSON.parse(columns.progress) as TaskRow['progress'],
    warnings: JSON.parse(columns.warnings) as string[],
    reason: columns.reason,
    createdAt: columns.created_at,
    startedAt: columns.started_at,
    endedAt: columns.ended_at,
    version: columns.version
  };
}

export interface TaskFilter {
  readonly states: readonly TaskState[];
  /** Id of the last one of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

/** Whose turn it may be. */
export interface Turn {
  readonly id: string;
  readonly ownerId: string;
}

/** The table `tasks`. */
export class TaskStore {
  private readonly statements;

  constructor(database: Database) {
    const inState = (state: string) =>
      database.prepare<[], Turn>(
        `SELECT id, owner_id AS ownerId FROM tasks WHERE state = '${state}' ORDER BY id`
      );
    this.statements = {
      insert: database.prepare<[Columns]>(
        `INSERT INTO tasks VALUES (@id, @owner_id, @kind, @state, @cancelling, @request, @work, @progress, @warnings,
                                   @reason, @created_at, @started_at, @ended_at, @version)`
      ),
      find: database.prepare<[string], Columns>('SELECT * FROM tasks WHERE id = ?'),
      update: database.prepare<[Columns]>(
        `UPDATE tasks SET state = @state, cancelling = @cancelling, work = @work, progress = @progress,
           warnings = @warnings, reason = @reason, started_at = @started_at, ended_at = @ended_at, version = @version
         WHERE id = @id`
      ),
      list: database.prepare<
        [{ ownerId: string; states: string; before: string | null; limit: number }],
        Columns
      >(
        `SELECT * FROM tasks WHERE owner_id = @ownerId AND (@before IS NULL OR id < @before)
           AND state IN (SELECT value FROM json_each(@states)) ORDER BY id DESC LIMIT @limit`
      ),
      waiting: inState('waiting'),
      running: inState('running'),
      countLive: database.prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM tasks WHERE owner_id = ? AND state IN ('waiting', 'running')`
      ),
      liveFrom: database.prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM tasks WHERE state IN ('waiting', 'running')
           AND json_extract(request, '$.snapshotId') = ?`
      ),
      deleteEnded: database.prepare<[string]>('DELETE FROM tasks WHERE ended_at < ?')
    };
  }

  insert(row: TaskRow): void {
    this.statements.insert.run(columnsOf(row));
  }

  find(id: string): TaskRow | null {
    const columns = this.statements.find.get(id);
    return columns ? rowOf(columns) : null;
  }

  update(row: TaskRow): void {
    this.statements.update.run(columnsOf(row));
  }

  list(ownerId: string, { states, before, limit }: TaskFilter): TaskRow[] {
    return this.statements.list
      .all({ ownerId, states: JSON.stringify(states), before, limit })
      .map(rowOf);
  }

  /** In the order of their submission. */
  waiting(): Turn[] {
    return this.statements.waiting.all();
  }

  running(): Turn[] {
    return this.statements.running.all();
  }

  countLive(ownerId: string): number {
    return this.statements.countLive.get(ownerId)?.n ?? 0;
  }

  /** How many that are not over copy from a snapshot. */
  countLiveFrom(snapshotId: string): number {
    return this.statements.liveFrom.get(snapshotId)?.n ?? 0;
  }

  deleteEndedBefore(time: string): void {
    this.statements.deleteEnded.run(time);
  }
}
