import { join, resolve } from 'node:path';

import { logDirectory } from '../data-paths.js';
import { gatewayEnvironment } from '../gateway/settings.js';
import type { Part } from './keeper.js';
import { FLAGS } from './flags.js';
import type { Settings } from './preparation.js';

const FILES_WORKER = 'files-worker/main.js';

/** In the order in which they are started; stopped the other way round. */
const PROGRAMS = {
  gateway: 'gateway/main.js',
  'bulk-files-worker': FILES_WORKER,
  'files-worker': FILES_WORKER,
  hub: 'main.js'
} as const;

/** The files worker for what takes long, which stays for a minute when it has nothing to do. */
export const BULK = { args: ['bulk', '60000'], isOnDemand: true, goesBehind: true };

export type PartName = keyof typeof PROGRAMS;

/** Each process gets only the settings that it has a use for; the hub reads them itself, with its secrets. */
export function environmentOf(name: PartName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isWanted = (variable: string): boolean =>
    !variable.startsWith('LABCOMMONS_') || variable === 'LABCOMMONS_DATA' || name === 'hub';
  return Object.fromEntries(Object.entries(env).filter(([variable]) => isWanted(variable)));
}

/**
 * The processes of a hub.
 * @param programs - the folder with the compiled programs
 */
export function partsOf(config: Settings, env: NodeJS.ProcessEnv, programs: string): Part[] {
  const absolute = {
    ...env,
    LABCOMMONS_DATA: config.dataDir,
    ...(env['LABCOMMONS_CONFIG'] && { LABCOMMONS_CONFIG: resolve(env['LABCOMMONS_CONFIG']) })
  };
  return Object.entries(PROGRAMS).map(([name, program]) => ({
    name,
    flags: FLAGS[name as PartName],
    program: join(programs, program),
    ...(name === 'bulk-files-worker' && BULK),
    env: {
      // Two rooms for the memory of all threads instead of eight for each processor: 3 to 7 MiB less in a process.
      MALLOC_ARENA_MAX: '2',
      ...environmentOf(name as PartName, absolute),
      // Disks may hang, and a thread with each call to them: the worker needs more of these than processors.
      ...(program === FILES_WORKER && { UV_THREADPOOL_SIZE: '16' }),
      ...(name === 'gateway' && gatewayEnvironment(config))
    },
    pidFile: join(config.paths.run, `${name}.pid`),
    logFile: join(logDirectory(config), `${name}.log`),
    ...(program === FILES_WORKER && { directory: config.dataDir })
  }));
}
