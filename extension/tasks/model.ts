import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import {
  cancelTask,
  isTaskOver,
  listTasks,
  submitTask,
  type Task,
  type TaskRequestInput
} from '../../hub/contract/tasks.js';
import type { HubClient } from '../api/hub-client.js';
import type { StreamState } from '../events/event-stream.js';
import type { IHubEvents, ITasksModel } from '../tokens.js';

const PAGE = 200;

/** Tasks under way: read once, then kept true by the hub's events. */
export class TasksModel implements ITasksModel {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get tasks(): readonly Task[] {
    return [...this.byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  get changed(): ISignal<ITasksModel, void> {
    return this._changed;
  }

  get ended(): ISignal<ITasksModel, Task> {
    return this._ended;
  }

  open(): void {
    if (this.opened) return;
    this.opened = true;
    void this.read();
  }

  async submit(request: TaskRequestInput): Promise<Task> {
    const task = await this.client.call(submitTask, { body: request });
    this.take(task);
    return task;
  }

  async cancel(id: string): Promise<void> {
    const before = this.byId.get(id);
    if (before) this.replace({ ...before, cancelling: true });
    try {
      this.take(await this.client.call(cancelTask, { params: { id } }));
    } catch (error) {
      const now = this.byId.get(id);
      if (before && now?.version === before.version) this.replace(before);
      throw error;
    }
  }

  forget(id: string): void {
    const task = this.byId.get(id);
    if (!task || !isTaskOver(task.state)) return;
    this.byId.delete(id);
    this._changed.emit();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** What cannot be read now comes with the events, or when the hub is back. */
  private async read(): Promise<void> {
    try {
      const { items } = await this.client.call(listTasks, {
        query: { state: 'live', limit: PAGE }
      });
      const live = new Set(items.map(task => task.id));
      for (const [id, task] of this.byId) {
        if (!isTaskOver(task.state) && !live.has(id)) this.byId.delete(id);
      }
      for (const task of items) this.take(task);
      this._changed.emit();
    } catch {
      return;
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'task') this.take(event.body);
    else if (event.type === 'reset' && this.opened) void this.read();
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened) void this.read();
  }

  private take(task: Task): void {
    const known = this.byId.get(task.id);
    if (known && known.version > task.version) return;
    // What ended before this page knew of it is history: the hub keeps it, nobody waits for it here.
    if (!known && isTaskOver(task.state) && task.endedAt !== null && !this.isOurs(task)) return;
    this.replace(task);
    if (isTaskOver(task.state) && !(known && isTaskOver(known.state))) this._ended.emit(task);
  }

  /** A short task has ended before the answer to its submission comes. */
  private isOurs(task: Task): boolean {
    return new Date(task.createdAt).getTime() >= this.startedAtMs;
  }

  private replace(task: Task): void {
    this.byId.set(task.id, task);
    this._changed.emit();
  }

  private readonly byId = new Map<string, Task>();
  private readonly startedAtMs = Date.now() - 60_000;
  private opened = false;
  private readonly _changed = new Signal<ITasksModel, void>(this);
  private readonly _ended = new Signal<ITasksModel, Task>(this);
}
