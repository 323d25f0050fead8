import { basename } from 'node:path';

import { Id } from '../../contract/common.js';
import type { Act, ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { DataSetService } from '../datasets/service.js';
import type { Place, VolumeFiles } from '../files/ports.js';
import type { FileService } from '../files/service.js';
import type { Database } from '../sqlite/database.js';
import type { VolumeService } from '../volumes/service.js';
import { FilesFound } from './files-found.js';
import { type IndexerSettings, SearchIndexer } from './indexer.js';
import { SearchService } from './service.js';
import { type Neighbours, sourcesOf } from './sources.js';
import { SearchStore } from './store.js';

/** What finding needs of the rest of the hub. */
export interface FindingNeeds extends Omit<Neighbours, 'dataSets'> {
  readonly database: Database;
  readonly volumes: VolumeService;
  readonly files: VolumeFiles;
  readonly fileService: FileService;
  readonly activity: ActivityRecorder & { onAct(listener: (act: Act) => void): void };
  /** Where a job works; null when there is none. */
  readonly findJob: (id: string) => { workingVolume: string; workingPath: string } | null;
  readonly clock: Clock;
  readonly settings: IndexerSettings;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Finding {
  readonly search: SearchService;
  readonly indexer: SearchIndexer;
  readonly dataSets: DataSetService;
  /** To be told of everything that the hub changes in volumes. */
  changed(place: Place): void;
}

export function composeFinding(needs: FindingNeeds): Finding {
  const { database, volumes, activity } = needs;
  const store = new SearchStore(database);
  const dataSets = new DataSetService(needs);
  const indexer = new SearchIndexer({ ...needs, store, readers: [dataSets] });
  const files = new FilesFound(store);
  const search = new SearchService({
    visible: user => volumes.listVisible(user),
    sources: sourcesOf(files, { ...needs, dataSets }),
    partial: some => files.partial(some)
  });
  activity.onAct(({ action, resource }) => {
    // What a job wrote is there when it has ended.
    const job = action === 'job.end' ? needs.findJob(resource.id) : null;
    if (job) {
      const { workingVolume, workingPath } = job;
      database.afterCommit(() => indexer.arrived(workingVolume, workingPath));
    }
    if (resource.kind === 'volume' && /^volume\.(create|register|delete)$/.test(action)) {
      database.afterCommit(() => indexer.pass(resource.id));
    }
  });
  return {
    search,
    indexer,
    dataSets,
    changed: ({ directory, path }) => {
      const volumeId = volumeIn(volumes, directory);
      if (volumeId !== null && path !== '') {
        indexer.touched(volumeId, path);
      }
    }
  };
}

/** The volume whose files lie in a directory: that of a user is named by its id. */
function volumeIn(volumes: VolumeService, directory: string): string | null {
  const name = basename(directory);
  const volume = Id.safeParse(name).success
    ? volumes.byId(name)
    : volumes.all().find(each => each.kind === 'data' && each.directory === directory);
  return volume?.directory === directory ? volume.id : null;
}
