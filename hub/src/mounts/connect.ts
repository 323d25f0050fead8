import { readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { ContainerEngine } from '../compute/engine.js';
import type { PlatformIdentity } from '../identity.js';
import type { Mounting } from './compose.js';
import { LinuxMounts } from './linux-mounts.js';
import { probeLiveMounts } from './probe.js';

export interface MountingSettings {
  /** Directory of all servers' files. */
  readonly servers: string;
  /** The hub's own run directory. */
  readonly run: string;
  readonly engine: Pick<ContainerEngine, 'runProbe'>;
  readonly engineSocket: string;
  /** Any image that the engine has. */
  readonly image: string;
  readonly identity: PlatformIdentity;
  readonly uid: number;
  /** Changes with every start of the machine. */
  readonly bootId: string;
  readonly log: { info(message: string): void; warn(fields: object, message: string): void };
}

const Remembered = z.object({ key: z.string(), possible: z.boolean() });

/**
 * Finds out whether the hub may mount volumes while servers run: as root, in the engine's own mount namespace. A probe
 * container decides, once per start of the machine; an engine that is away now is asked at the next start.
 */
export async function connectMounts(settings: MountingSettings): Promise<Mounting> {
  const { servers, run, log } = settings;
  if (settings.uid !== 0) {
    return { table: null, possible: false };
  }
  const table = new LinuxMounts({ servers, staging: join(run, 'mounts') });
  try {
    await table.open();
  } catch (error) {
    log.warn({ err: error }, 'this hub may not mount: volumes come and go when servers start');
    return { table: null, possible: false };
  }
  const memory = join(run, 'mounts.json');
  const key = [
    settings.bootId,
    readlinkSync('/proc/self/ns/mnt'),
    settings.engineSocket,
    servers
  ].join(' ');
  const known = recall(memory);
  if (known?.key === key) {
    return { table, possible: known.possible };
  }
  try {
    log.info('Trying whether volumes can be mounted while servers run');
    const { uid, gid, isForeignToImages } = settings.identity;
    const user = isForeignToImages ? `${uid}:${gid}` : null;
    const directory = join(run, 'mounts-probe');
    const possible = await probeLiveMounts({ ...settings, table, directory, user });
    writeFileSync(`${memory}.tmp`, JSON.stringify({ key, possible }));
    renameSync(`${memory}.tmp`, memory);
    return { table, possible };
  } catch (error) {
    log.warn({ err: error }, 'the probe of mounts failed: volumes come and go when servers start');
    return { table, possible: false };
  }
}

function recall(file: string): z.infer<typeof Remembered> | null {
  try {
    return Remembered.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
