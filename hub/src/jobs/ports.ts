import type { VolumeMount } from '../../contract/common.js';
import type { User } from '../accounts/types.js';
import type { ResolvedImage } from '../compute/images.js';
import type { DomainConfig } from '../../contract/compute-config.js';
import type { Action, Resource, ResourceId } from '../sharing/types.js';
import type { MountPlan, Privilege, Volume } from '../volumes/types.js';

/** What jobs ask the volumes. */
export interface JobVolumes {
  /** @throws AppError `not-found` */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  privileges(user: User, volume: Volume): Privilege[];
  /** What a new job gets when nothing else is said. */
  mountsFor(user: User): MountPlan[];
  /** @throws AppError `not-found`, `not-allowed` */
  plan(user: User, wanted: VolumeMount[]): MountPlan[];
}

/** With whom results are shared. */
export interface JobGrants {
  may(user: User, action: Action, resource: Resource): boolean;
  /** Withdraws everything that was granted on something that goes away. */
  withdrawAllOn(resource: ResourceId): void;
}

export interface JobImages {
  /** @throws AppError `not-found` */
  resolve(imageId: string): ResolvedImage;
}

export type JobDomain = Pick<
  DomainConfig,
  | 'id'
  | 'title'
  | 'kinds'
  | 'images'
  | 'memoryBytes'
  | 'cores'
  | 'jobTimeSeconds'
  | 'runningJobs'
  | 'runningJobsPerUser'
  | 'queuedJobsPerUser'
>;

export interface JobDomains {
  /** Domains in which jobs run, the first one by default; of a user: as far as he may use them. */
  forJobs(user?: User): readonly JobDomain[];
}

export interface JobUsers {
  userById(id: string): User | null;
}

/** Milliseconds that never jump: durations and limits are measured with it. */
export type Monotonic = () => number;

/** What runs the jobs, as far as the use cases need it: somebody to tell that there is something to do. */
export interface JobWorker {
  /** Something was submitted or a place became free. */
  wake(): void;
  /** Look at this job now. */
  attend(jobId: string): void;
}
