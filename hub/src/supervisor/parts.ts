import { join, resolve } from 'node:path';

import type { Config } from '../config.js';
import { logDirectory } from '../data-directory.js';
import { GATEWAY_NODE_OPTIONS } from '../gateway/node-options.js';
import type { Part } from './keeper.js';

/** In the order in which they are started; stopped the other way round. */
const PROGRAMS = {
  gateway: 'gateway/main.js',
  'files-worker': 'files-worker/main.js',
  hub: 'main.js'
} as const;

export type PartName = keyof typeof PROGRAMS;

/** Each process gets only the settings that it has a use for: the password of the administrator is the hub's. */
export function environmentOf(name: PartName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isWanted = (variable: string): boolean =>
    !variable.startsWith('LABCOMMONS_') ||
    variable === 'LABCOMMONS_DATA' ||
    (name === 'gateway' && variable !== 'LABCOMMONS_ADMIN_PASSWORD') ||
    name === 'hub';
  return Object.fromEntries(Object.entries(env).filter(([variable]) => isWanted(variable)));
}

/**
 * The three processes of a hub.
 * @param programs - the folder with the compiled programs
 */
export function partsOf(config: Config, env: NodeJS.ProcessEnv, programs: string): Part[] {
  const absolute = {
    ...env,
    LABCOMMONS_DATA: config.dataDir,
    ...(env['LABCOMMONS_CONFIG'] && { LABCOMMONS_CONFIG: resolve(env['LABCOMMONS_CONFIG']) })
  };
  return Object.entries(PROGRAMS).map(([name, program]) => ({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(programs, program)],
    env: {
      ...environmentOf(name as PartName, absolute),
      // Disks may hang, and a thread with each call to them: the worker needs more of these than processors.
      ...(name === 'files-worker' && { UV_THREADPOOL_SIZE: '16' }),
      ...(name === 'gateway' && {
        NODE_OPTIONS: [env['NODE_OPTIONS'], GATEWAY_NODE_OPTIONS].filter(Boolean).join(' ')
      })
    },
    pidFile: join(config.paths.run, `${name}.pid`),
    logFile: join(logDirectory(config), `${name}.log`),
    ...(name === 'files-worker' && { directory: config.dataDir })
  }));
}
