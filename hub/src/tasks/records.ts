import { TASK_TRANSITIONS, isTaskOver, type TaskState } from '../../contract/tasks.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import type { TaskSnapshots, TaskVolumes } from './ports.js';
import type { TaskStore } from './store.js';
import type { TaskRow } from './types.js';
import { taskOf } from './view.js';

type Changes = Partial<
  Pick<TaskRow, 'cancelling' | 'work' | 'progress' | 'warnings' | 'reason' | 'startedAt'>
>;

/** Whether a loss of power may undo a change; a crash of the hub undoes none. */
interface Lasting {
  readonly lightly?: boolean;
}

/** The only way to change a task: row and event in one transaction. */
export class TaskRecords {
  constructor(
    private readonly database: Database,
    private readonly store: TaskStore,
    private readonly volumes: Pick<TaskVolumes, 'byId'>,
    private readonly events: EventPublisher & ActivityRecorder,
    private readonly clock: Clock,
    private readonly snapshots: TaskSnapshots
  ) {}

  add(row: TaskRow): void {
    this.database.transaction(() => {
      this.store.insert(row);
      this.publish(row);
    });
  }

  /**
   * Brings a task into another state; one that has ended shows no speed any more.
   * @throws TypeError when the step is not in the table: a mistake of ours, never of a user
   */
  move(
    id: string,
    to: TaskState,
    changes: Changes = {},
    { lightly = false }: Lasting = {}
  ): TaskRow {
    return this.written(lightly, () => {
      const moved = this.step(id, to, changes);
      if (isTaskOver(to)) {
        this.recordEnd(moved);
      }
      return moved;
    });
  }

  /** Changes what does not touch the state. */
  note(id: string, changes: Changes, { lightly = false }: Lasting = {}): TaskRow {
    return this.written(lightly, () => this.change(id, row => ({ ...row, ...changes })));
  }

  transaction<Result>(work: () => Result): Result {
    return this.database.transaction(work);
  }

  private step(id: string, to: TaskState, changes: Changes): TaskRow {
    return this.change(id, row => {
      if (!TASK_TRANSITIONS[row.state].includes(to)) {
        throw new TypeError(`A task cannot go from ${row.state} to ${to}`);
      }
      const moved: TaskRow = { ...row, reason: null, ...changes, state: to };
      const still = { ...moved.progress, bytesPerSecond: null, remainingSeconds: null };
      return isTaskOver(to)
        ? { ...moved, cancelling: false, progress: still, endedAt: this.clock().toISOString() }
        : moved;
    });
  }

  private change(id: string, make: (row: TaskRow) => TaskRow): TaskRow {
    const row = this.store.find(id);
    if (!row) {
      throw new TypeError(`There is no task ${id}`);
    }
    const changed = { ...make(row), version: row.version + 1 };
    this.store.update(changed);
    this.publish(changed);
    return changed;
  }

  private written(lightly: boolean, work: () => TaskRow): TaskRow {
    return lightly ? this.database.lightTransaction(work) : this.database.transaction(work);
  }

  private recordEnd({ id, ownerId, state, reason }: TaskRow): void {
    this.events.record({
      actorId: null,
      action: 'task.end',
      resource: { kind: 'task', id },
      outcome: state === 'succeeded' ? 'done' : 'failed',
      detail: reason ?? (state === 'cancelled' ? 'Cancelled' : 'Done'),
      concerns: [ownerId]
    });
  }

  private publish(row: TaskRow): void {
    const body = taskOf(row, this.volumes, this.snapshots);
    this.events.publish(row.ownerId, { type: 'task', id: row.id, version: row.version, body });
  }
}
