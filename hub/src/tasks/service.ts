import { Id, type Page, type VolumeFile } from '../../contract/common.js';
import type { FieldProblem, ProblemCode } from '../../contract/problem.js';
import {
  TaskState,
  isTaskOver,
  type Task,
  type TaskKind,
  type TaskRequest
} from '../../contract/tasks.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Place, VolumeFiles } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import type { TaskAccess } from './access.js';
import type { TaskSnapshots, TaskUsers, TaskVolumes } from './ports.js';
import type { TaskRecords } from './records.js';
import { folderOf, objectionTo, ofSources } from './request-rules.js';
import type { TaskRuns } from './runs.js';
import type { TaskStore } from './store.js';
import type { Request, TaskRow, VolumePlace, Work } from './types.js';
import { taskOf } from './view.js';

/** Tasks of one user that wait or run. */
const MAX_LIVE = 100;

const KEEP_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/** Places looked at together. */
const BATCH = 16;

const LIVE = TaskState.options.filter(state => !isTaskOver(state));
const ENDED = TaskState.options.filter(isTaskOver);

const UNTOUCHED: Omit<Work, 'bootId'> = {
  at: 0,
  step: null,
  results: [],
  total: null,
  done: { files: 0, bytes: 0 },
  failure: null
};

export interface TaskServiceParts {
  readonly store: TaskStore;
  readonly records: TaskRecords;
  readonly runs: TaskRuns;
  readonly files: VolumeFiles;
  readonly volumes: TaskVolumes;
  readonly snapshots: TaskSnapshots;
  readonly users: TaskUsers;
  readonly access: TaskAccess;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  /** Of this start of the machine. */
  readonly bootId: string;
}

/** The use cases of tasks. To anybody but its owner a task does not exist. */
export class TaskService {
  constructor(private readonly parts: TaskServiceParts) {}

  /**
   * Takes it on; answers before anything is done.
   * @param snapshotId - of the snapshot that the sources of a copy are taken from
   * @throws AppError `not-found` for a volume, a source or a target folder, `not-allowed`, `invalid-request`,
   *   `limit-reached`
   */
  async submit(user: User, wanted: TaskRequest, snapshotId?: string): Promise<Task> {
    const { records, store, activity, newId, clock, runs, bootId } = this.parts;
    const request = {
      ...this.requestOf(user, wanted),
      ...(snapshotId === undefined ? {} : { snapshotId })
    };
    const isFromSnapshot = snapshotId !== undefined;
    const objection = objectionTo(wanted.kind, request.sources, request.target, isFromSnapshot);
    if (objection) {
      throw refused('invalid-request', objection);
    }
    await this.mustBeThere(wanted.kind, request);
    const row: TaskRow = {
      id: newId(),
      ownerId: user.id,
      kind: wanted.kind,
      state: 'waiting',
      cancelling: false,
      request,
      work: { ...UNTOUCHED, bootId },
      progress: {
        files: 0,
        filesTotal: null,
        bytes: 0,
        bytesTotal: null,
        bytesPerSecond: null,
        remainingSeconds: null
      },
      warnings: [],
      reason: null,
      createdAt: clock().toISOString(),
      startedAt: null,
      endedAt: null,
      version: 1
    };
    records.transaction(() => {
      if (store.countLive(user.id) >= MAX_LIVE) {
        throw new AppError('limit-reached', `You have ${MAX_LIVE} tasks that wait or run already`);
      }
      records.add(row);
      activity.record({
        actorId: user.id,
        action: `task.${wanted.kind}`,
        resource: { kind: 'task', id: row.id },
        outcome: 'done',
        detail: inWords(wanted)
      });
    });
    runs.wake();
    return this.shown(store.find(row.id) ?? row);
  }

  list(
    user: User,
    query: { limit: number; cursor?: string; state?: TaskState | 'live' | 'ended' }
  ): Page<Task> {
    if (query.cursor !== undefined && !Id.safeParse(query.cursor).success) {
      throw refused('invalid-request', {
        pointer: '?cursor',
        detail: 'is not a cursor of this list'
      });
    }
    const found = this.parts.store.list(user.id, {
      states: statesOf(query.state),
      before: query.cursor ?? null,
      limit: query.limit + 1
    });
    const items = found.slice(0, query.limit);
    return {
      items: items.map(row => this.shown(row)),
      nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null
    };
  }

  get(user: User, id: string): Task {
    return this.shown(this.own(user, id));
  }

  /** One that has not begun ends at once; another when what is unfinished has been removed. */
  cancel(user: User, id: string): Task {
    const { records, runs, activity, store } = this.parts;
    records.transaction(() => {
      const task = this.own(user, id);
      if (isTaskOver(task.state)) {
        throw new AppError('conflict', `The task has ${task.state} already`);
      }
      if (task.startedAt === null) {
        records.move(id, 'cancelled');
      } else {
        records.note(id, { cancelling: true });
      }
      activity.record({
        actorId: user.id,
        action: 'task.cancel',
        resource: { kind: 'task', id },
        outcome: 'done',
        detail: ''
      });
    });
    runs.cancel(id);
    return this.shown(store.find(id) as TaskRow);
  }

  /** Forgets what ended long ago. */
  prune(): void {
    const { clock, store } = this.parts;
    store.deleteEndedBefore(new Date(clock().getTime() - KEEP_DAYS * DAY_MS).toISOString());
  }

  private shown(row: TaskRow): Task {
    return taskOf(row, this.parts.volumes, this.parts.snapshots);
  }

  private requestOf(user: User, wanted: TaskRequest): Request {
    return {
      sources: wanted.sources.map((source, index) =>
        this.placeOf(user, source, ofSources(wanted.kind), `/sources/${index}/volume`)
      ),
      target: wanted.target && this.placeOf(user, wanted.target, 'write', '/target/volume'),
      conflict: wanted.conflict,
      asAdmin: user.admin
    };
  }

  private placeOf(
    user: User,
    { volume: address, path }: VolumeFile,
    privilege: 'read' | 'write',
    pointer: string
  ): VolumePlace {
    const { volumes } = this.parts;
    const volume = this.find(user, address, pointer);
    if (!volumes.privileges(user, volume).includes(privilege)) {
      throw refused('not-allowed', { pointer, detail: `You may not write to ${volume.address}` });
    }
    return { volumeId: volume.id, path };
  }

  private find(user: User, address: string, pointer: string): Volume {
    try {
      return this.parts.volumes.find(user, address);
    } catch (error) {
      throw error instanceof AppError
        ? refused(error.code, { pointer, detail: error.message })
        : error;
    }
  }

  /** What is gone when its turn comes ends the task; what is not there now need not be taken on. */
  private async mustBeThere(kind: TaskKind, request: Request): Promise<void> {
    const { sources, target } = request;
    const folder = target && folderOf(kind, target);
    const wanted = [
      ...sources.map((place, index) => ({ place, pointer: `/sources/${index}/path` })),
      ...(folder ? [{ place: folder, pointer: '/target/path' }] : [])
    ];
    for (let at = 0; at < wanted.length; at += BATCH) {
      const batch = wanted.slice(at, at + BATCH).map(async ({ place, pointer }) => {
        const entry = await this.parts.files.stat(this.placeIn(request, place));
        if (!entry) {
          throw refused('not-found', { pointer, detail: 'There is nothing at this path' });
        }
        if (place === folder && entry.kind !== 'directory') {
          throw refused('not-found', { pointer, detail: 'This is not a folder' });
        }
      });
      await Promise.all(batch);
    }
  }

  private placeIn(request: Request, place: VolumePlace): Place {
    const volume = this.parts.volumes.byId(place.volumeId);
    if (!volume) {
      throw new AppError('not-found', 'The volume is not there any more');
    }
    const from = place === request.target ? {} : request;
    return this.parts.access.sourceAt(from, volume, place.path);
  }

  private own(user: User, id: string): TaskRow {
    const task = this.parts.store.find(id);
    if (task?.ownerId !== user.id) {
      throw new AppError('not-found', 'There is no such task');
    }
    return task;
  }
}

function refused(code: ProblemCode, field: FieldProblem): AppError {
  return new AppError(code, field.detail, { fields: [field] });
}

function statesOf(wanted: TaskState | 'live' | 'ended' | undefined): readonly TaskState[] {
  switch (wanted) {
    case undefined:
      return TaskState.options;
    case 'live':
      return LIVE;
    case 'ended':
      return ENDED;
    default:
      return [wanted];
  }
}

function inWords({ sources, target }: TaskRequest): string {
  const name = ({ volume, path }: VolumeFile) => (path === '' ? volume : `${volume}/${path}`);
  const [first] = sources;
  const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
  return `${first ? name(first) : ''}${more}${target ? ` to ${name(target)}` : ''}`;
}
