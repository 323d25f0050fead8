import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Task, TaskRequestInput } from '../../contract/tasks.js';
import { isTaskOver } from '../../contract/tasks.js';
import type { Hub } from '../../src/hub.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

/** The whole hub over HTTP, doing tasks on real files. */
export class TasksHarness {
  private constructor(
    readonly harness: Harness,
    readonly hub: Hub
  ) {}

  static async start(): Promise<TasksHarness> {
    const harness = await Harness.start({ whole: true });
    const hub = harness.parts as unknown as Hub;
    hub.tasks.runs.start();
    return new TasksHarness(harness, hub);
  }

  async stop(): Promise<void> {
    expect(this.harness.internalErrors).toEqual([]);
    await this.hub.tasks.runs.stop();
    await this.hub.trash.close();
    await this.hub.snapshots.maker.close();
    await this.hub.counter.idle();
    await this.harness.stop();
  }

  /** The directory of a volume, or a path in it. */
  path(address: string, path = ''): string {
    const volume = this.hub.volumes.at(address);
    if (!volume) {
      throw new Error(`There is no volume ${address}`);
    }
    return join(volume.directory, path);
  }

  put(address: string, path: string, content: string): void {
    const file = this.path(address, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  async submit(client: SignedInClient, request: TaskRequestInput): Promise<Task> {
    const response = await client.api('POST', '/tasks', request);
    expect([response.status, response.text]).toEqual([202, expect.any(String)]);
    return response.json();
  }

  ended(client: SignedInClient, id: string): Promise<Task> {
    return until(`end of task ${id}`, async () => {
      const task: Task = (await client.api('GET', `/tasks/${id}`)).json();
      return isTaskOver(task.state) && task;
    });
  }

  async done(client: SignedInClient, request: TaskRequestInput): Promise<Task> {
    const { id } = await this.submit(client, request);
    return this.ended(client, id);
  }
}

/** Volumes of Kim. */
export const HOME = 'Storage/kim/persistent';
export const SCRATCH = 'Temporary/kim/scratch';

/** With Kim, who has a few files at {@link HOME}, and Ana. */
export async function startWithFiles() {
  const world = await TasksHarness.start();
  const kim = await world.harness.withToken('kim');
  const ana = await world.harness.withToken('ana');
  world.put(HOME, 'study/a.txt', 'a');
  world.put(HOME, 'study/figures/b.txt', 'bb');
  world.put(HOME, 'note.txt', 'note');
  return { world, kim, ana };
}
