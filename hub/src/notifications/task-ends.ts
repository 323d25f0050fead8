import { isTaskOver, type TaskKind, type TaskState } from '../../contract/tasks.js';
import type { Act } from '../activity/ports.js';
import type { Message, Notifier } from './ports.js';

/** Nobody waits for less long without looking. */
const WORTH_TELLING_MS = 60_000;

/** A task, as far as its owner is told of its end. */
export interface EndedTask {
  readonly ownerId: string;
  readonly kind: TaskKind;
  readonly state: TaskState;
  readonly request: { readonly sources: readonly { readonly path: string }[] };
  readonly reason: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

function whatOf({ request: { sources } }: Pick<EndedTask, 'request'>): string {
  const name = sources[0]?.path.split('/').at(-1);
  return sources.length === 1 && name ? `“${name}”` : `${sources.length} items`;
}

const GERUNDS: Record<TaskKind, string> = {
  copy: 'Copying',
  move: 'Moving',
  delete: 'Deleting',
  zip: 'Zipping'
};

/**
 * What the owner of a task reads about its end; null where there is nothing to tell: he cancelled it, or it was done
 * while he looked.
 */
export function messageOfTaskEnd(id: string, task: Omit<EndedTask, 'ownerId'>): Message | null {
  const { kind, state, reason, startedAt, endedAt } = task;
  if (!isTaskOver(state) || state === 'cancelled') {
    return null;
  }
  const resource = { kind: 'task', id };
  const what = `${GERUNDS[kind]} ${whatOf(task)}`;
  if (state === 'failed') {
    return { kind: 'taskFailed', title: `${what} failed`, body: reason ?? '', resource };
  }
  const took = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : 0;
  return took < WORTH_TELLING_MS
    ? null
    : { kind: 'taskSucceeded', title: `${what} is done`, body: '', resource };
}

/** Tells owners how their tasks ended, by the record of acts: in the transaction of the end. */
export function tellOfTaskEnds(
  acts: { onAct(listener: (act: Act) => void): void },
  notifier: Notifier,
  find: (id: string) => EndedTask | null
): void {
  acts.onAct(({ action, resource }) => {
    const task = action === 'task.end' ? find(resource.id) : null;
    const message = task && messageOfTaskEnd(resource.id, task);
    if (task && message) {
      notifier.notify(task.ownerId, message);
    }
  });
}
