import { fork } from 'node:child_process';
import { join } from 'node:path';

import { ConfigError } from '../config-error.js';
import type { Config } from '../config.js';
import type { GatewaySettings } from '../gateway/origins.js';

/** What the supervisor needs to know. */
export type Settings = GatewaySettings & Pick<Config, 'dataDir'>;

/** What the process says that prepares the start. */
export type Prepared =
  | { readonly settings: Settings }
  /** Lines of a {@link ConfigError}. */
  | { readonly wrong: readonly string[] };

/**
 * Reads the settings, and prepares the data directory, in a process of its own.
 * @param programs - the folder with the compiled programs
 * @throws ConfigError
 */
export async function prepared(env: NodeJS.ProcessEnv, programs: string): Promise<Settings> {
  const child = fork(join(programs, 'supervisor/prepare.js'), { env, execArgv: [] });
  const said = await new Promise<Prepared>((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The preparations ended with ${code}`)));
  });
  if ('wrong' in said) {
    throw new ConfigError(said.wrong);
  }
  return said.settings;
}
