import type { VolumeMount } from '../../contract/common.js';
import type { User } from '../accounts/types.js';
import type { DomainConfig } from '../config.js';
import type { MountPlan, Volume } from '../volumes/types.js';

/** What jobs ask the volumes. */
export interface JobVolumes {
  /** @throws AppError `not-found` */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  /** What a new job gets when nothing else is said. */
  mountsFor(user: User): MountPlan[];
  /** @throws AppError `not-found`, `not-allowed` */
  plan(user: User, wanted: VolumeMount[]): MountPlan[];
}

/** What jobs know of an image. */
export interface JobImage {
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  readonly digest: string | null;
  /** The Python that the runner is started with; null before the image was probed. */
  readonly python: string | null;
  /** Why notebooks cannot run in it; null when they can. */
  readonly refusal: string | null;
}

export interface JobImages {
  /** @throws AppError `not-found` */
  forJob(imageId: string): JobImage;
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
  /** Domains that run jobs, in order of the configuration. */
  forJobs(): readonly JobDomain[];
}

export interface JobUsers {
  userById(id: string): User | null;
}

/** Milliseconds that never jump: durations and limits are measured with it. */
export type Monotonic = () => number;
