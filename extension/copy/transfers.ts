import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listEntries } from '../../hub/contract/files.js';
import { isTaskOver, type Task, type TaskConflict } from '../../hub/contract/tasks.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError } from '../api/hub-error.js';
import type { ITasksModel } from '../tokens.js';
import type { ConflictChoice } from './conflict.js';

/** Names that are looked up before something is put beside them. */
const MOST_LOOKED_UP = 100;

interface TransfersOptions {
  readonly client: HubClient;
  readonly tasks: ITasksModel;
  readonly trans: TranslationBundle;
  readonly ask: (names: readonly string[], folder: string) => Promise<ConflictChoice | null>;
}

/** Copies and moves that the hub does between places in volumes. */
export class Transfers {
  constructor(private readonly options: TransfersOptions) {}

  /**
   * Has files and folders copied or moved into a folder; asks first what to do with names that are taken there.
   * @returns null when the user gave up
   * @throws HubError
   */
  async send(
    kind: 'copy' | 'move',
    sources: readonly VolumeFile[],
    target: VolumeFile
  ): Promise<Task | null> {
    const taken = await this.takenNames(
      sources.map(({ path }) => PathExt.basename(path)),
      target
    );
    let conflict: TaskConflict = 'fail';
    if (taken.length > 0) {
      const inOwnFolder = sources.every(source => isSamePlace(folderOf(source), target));
      const choice =
        kind === 'copy' && inOwnFolder
          ? 'keepBoth'
          : await this.options.ask(taken, PathExt.basename(target.path) || target.volume);
      if (choice === null) return null;
      conflict = choice;
    }
    return this.options.tasks.submit({ kind, sources: [...sources], target, conflict });
  }

  /** Copies beside what is there and waits for the end; answers with where the copy is. */
  async copy(source: VolumeFile, target: VolumeFile): Promise<VolumeFile> {
    const { tasks, trans } = this.options;
    const task = await tasks.submit({
      kind: 'copy',
      sources: [source],
      target,
      conflict: 'keepBoth'
    });
    const end = isTaskOver(task.state) ? task : await this.endOf(task.id);
    const [result] = end.results;
    if (end.state === 'succeeded' && result) return result;
    throw new HubError('conflict', end.reason ?? trans.__('The copy did not come to its end.'));
  }

  /** Which of the names the folder has already. */
  async takenNames(names: readonly string[], folder: VolumeFile): Promise<string[]> {
    const looked = await Promise.all(
      names.slice(0, MOST_LOOKED_UP).map(async name => {
        const place = [folder.volume, folder.path, name].filter(Boolean).join('/');
        try {
          await this.options.client.call(listEntries, {
            params: { place },
            query: { stat: 'true' }
          });
          return name;
        } catch (error) {
          if (error instanceof HubError && error.code === 'not-found') return null;
          throw error;
        }
      })
    );
    return looked.filter(name => name !== null);
  }

  private endOf(id: string): Promise<Task> {
    const { tasks } = this.options;
    const known = tasks.tasks.find(task => task.id === id);
    if (known && isTaskOver(known.state)) return Promise.resolve(known);
    return new Promise(resolve => {
      const listener = (_model: ITasksModel, task: Task) => {
        if (task.id !== id) return;
        tasks.ended.disconnect(listener);
        resolve(task);
      };
      tasks.ended.connect(listener);
    });
  }
}

function folderOf({ volume, path }: VolumeFile): VolumeFile {
  return { volume, path: PathExt.dirname(path) };
}

function isSamePlace(a: VolumeFile, b: VolumeFile): boolean {
  return a.volume === b.volume && a.path === b.path;
}
