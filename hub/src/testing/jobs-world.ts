import { chownSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { monotonicFactory } from 'ulid';

import type { User } from '../accounts/types.js';
import type { ActivityService } from '../activity/service.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine } from '../compute/engine.js';
import { DomainService } from '../compute/domains.js';
import { ImageService } from '../compute/images.js';
import { ImageStore } from '../compute/store.js';
import type { Config } from '../config.js';
import type { VolumeFiles } from '../files/ports.js';
import { platformIdentity, type PlatformIdentity } from '../identity.js';
import { composeJobs, type Jobs } from '../jobs/compose.js';
import type { GrantService } from '../sharing/service.js';
import type { Database } from '../sqlite/database.js';
import { VolumeService } from '../volumes/service.js';

export const RUNNER = resolve(import.meta.dirname, '../../runner/runner.py');

/** What a hub with jobs is made of; a test may put something of its own between. */
export interface JobsWorld {
  readonly config: Config;
  readonly database: Database;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly users: { userById(id: string): User | null; findUser(name: string): User | null };
  readonly activity: ActivityService;
  readonly grants: GrantService;
  readonly clock: Clock;
  readonly monotonic?: () => number;
  readonly identity?: PlatformIdentity;
  readonly logged?: unknown[];
}

export interface BuiltJobs extends Jobs {
  readonly volumes: VolumeService;
  readonly images: ImageService;
}

export function ourIdentity(): PlatformIdentity {
  return platformIdentity({
    getuid: () => process.getuid?.() ?? 0,
    getgid: () => process.getgid?.() ?? 0
  });
}

/** Makes the directories that the start of a hub makes, for the identity that owns all bytes. */
export function makeJobDirectories({ paths }: Config, identity: PlatformIdentity | null): void {
  for (const directory of [paths.volumes, paths.jobs, paths.control, join(paths.jobs, '.idies')]) {
    mkdirSync(directory, { recursive: true });
    if (identity) {
      chownSync(directory, identity.uid, identity.gid);
    }
  }
}

/** Jobs with real volumes, images and domains. */
export function buildJobs(world: JobsWorld): BuiltJobs {
  const { config, database, engine, files, users, activity, grants, clock } = world;
  const volumes = new VolumeService(database, files, grants, users, clock, config.paths.volumes);
  const images = new ImageService(config, new ImageStore(database), engine, clock);
  const jobs = composeJobs({
    database,
    engine,
    files,
    volumes,
    images,
    domains: new DomainService(config, { mayUse: () => true }, () => 0),
    users,
    grants,
    activity,
    directories: config.paths,
    identity: world.identity ?? ourIdentity(),
    imageOfServer: () => null,
    idiesDirectory: join(config.paths.jobs, '.idies'),
    runnerSource: RUNNER,
    clock,
    monotonic: world.monotonic ?? (() => performance.now()),
    newId: monotonicFactory(),
    log: { warn: (...entry) => void world.logged?.push(entry) }
  });
  return { ...jobs, volumes, images };
}
