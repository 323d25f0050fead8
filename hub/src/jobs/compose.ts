import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine } from '../compute/engine.js';
import type { VolumeFiles } from '../files/ports.js';
import type { PlatformIdentity } from '../identity.js';
import type { Room } from '../room/ports.js';
import type { Database } from '../sqlite/database.js';
import { AttemptSteps } from './attempts.js';
import { JobAccess } from './access.js';
import { Deadlines } from './deadlines.js';
import { Finisher } from './finisher.js';
import type { JobDirectories } from './places.js';
import type { JobDomains, JobGrants, JobImages, JobUsers, JobVolumes, Monotonic } from './ports.js';
import { ProgressWatch } from './progress.js';
import { JobQueue } from './queue.js';
import { JobRecords } from './records.js';
import { JobRuns, runnerFile } from './runs.js';
import { orderOfSubmission } from './scheduler.js';
import { JobService } from './service.js';
import { Slots } from './slots.js';
import { JobStore } from './store.js';
import type { JobRow } from './types.js';
import { JobView } from './view.js';

/** Docker gains nothing from more starts at once; with fewer its cores idle. */
const STARTS_AT_ONCE = 4;

/** What jobs need of the rest of the hub. */
export interface JobsNeeds {
  readonly database: Database;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly volumes: JobVolumes;
  readonly images: JobImages;
  readonly domains: JobDomains;
  readonly users: JobUsers;
  readonly grants: JobGrants;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly directories: JobDirectories;
  readonly identity: PlatformIdentity;
  /** Image of the user's server, the default for jobs; null when there is none. */
  readonly imageOfServer: (user: User) => string | null;
  /** A directory in which `workspace` is a link to the workspace. */
  readonly idiesDirectory: string;
  /** The runner as it came with the hub. */
  readonly runnerSource: string;
  /** Default: something new may always start. */
  readonly room?: Pick<Room, 'whyClosed'>;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

/** The use cases, and what runs the jobs. */
export interface Jobs {
  readonly service: JobService;
  readonly runs: JobRuns;
  /** How many jobs take up a place of a domain. */
  runningIn(domainId: string): number;
  /** How many jobs wait or run in a domain. */
  unfinishedIn(domainId: string): number;
  find(id: string): JobRow | null;
  ownerOf(id: string): string | null;
  /** Names of those of these jobs that there are, by id. */
  namesOf(ids: readonly string[]): ReadonlyMap<string, string>;
  /** Jobs whose container runs. */
  running(): JobRow[];
  /** Jobs that wait or run with this volume. */
  using(volume: { readonly id: string; readonly address: string }): JobRow[];
  /** Jobs that wait or run in this image. */
  inImage(imageId: string): JobRow[];
}

export function composeJobs(needs: JobsNeeds): Jobs {
  const store = new JobStore(needs.database);
  const queue = new JobQueue(store, needs.domains, orderOfSubmission, needs.room);
  const view = new JobView(store, needs.volumes, needs.users, queue);
  const records = new JobRecords(needs.database, store, view, needs.activity, needs.clock);
  const deadlines = new Deadlines(needs.clock, needs.monotonic);
  const shared = { ...needs, store, records, queue, view, deadlines };
  const progress = new ProgressWatch(shared);
  const finisher = new Finisher({ ...shared, progress });
  const steps = new AttemptSteps({
    ...shared,
    finisher,
    runnerFile: runnerFile(needs.directories),
    starts: new Slots(STARTS_AT_ONCE)
  });
  const runs = new JobRuns({ ...shared, steps, finisher, progress });
  const access = new JobAccess(store, needs.grants, needs.volumes, needs.users);
  const service = new JobService({ ...shared, access, worker: runs });
  return {
    service,
    runs,
    runningIn: domain => store.countOccupying(domain),
    unfinishedIn: domain => store.countUnfinished(domain),
    find: id => store.find(id),
    ownerOf: id => store.ownerOf(id),
    namesOf: ids => store.namesOf(ids),
    running: () => store.running(),
    using: volume => store.using(volume),
    inImage: imageId => store.inImage(imageId)
  };
}
