import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { ContainerEngine } from '../compute/engine.js';
import type { MountTable } from './ports.js';

const STARTS_MS = 60_000;
const LOOK_MS = 20;
const INSIDE = '/labcommons-probe';
/** No user has this id. */
const OWNER = 'probe';
const LATE = 'late';

/** What runs in the probe: sees a mount come that it may not write to, and go. */
const SCRIPT = `
cd ${INSIDE} || exit 1
: > ready
tries=0
until [ -f ${LATE}/nonce ]; do tries=$((tries+1)); [ $tries -gt 100 ] && exit 2; sleep 0.1; done
if touch ${LATE}/written 2>/dev/null; then exit 3; fi
: > seen
tries=0
while [ -f ${LATE}/nonce ]; do tries=$((tries+1)); [ $tries -gt 100 ] && exit 4; sleep 0.1; done
exit 0
`;

export interface MountProbeSettings {
  readonly engine: Pick<ContainerEngine, 'runProbe'>;
  readonly table: MountTable;
  /** Directory of all servers' files. */
  readonly servers: string;
  /** A directory of the hub's own, for what is mounted. */
  readonly directory: string;
  /** Any image that the engine has. */
  readonly image: string;
  /** `uid:gid` for the container; null leaves the image's. */
  readonly user: string | null;
}

/** Proves with a throw-away container that what the hub mounts and unmounts appears and disappears in what runs. */
export async function probeLiveMounts(settings: MountProbeSettings): Promise<boolean> {
  const { engine, table, servers, directory, image, user } = settings;
  const name = randomBytes(8).toString('hex');
  const workspace = `${OWNER}/${name}/workspace`;
  const point = { workspace, path: LATE };
  const source = join(directory, `mounted-${name}`);
  const inside = join(servers, workspace);
  mkdirSync(inside, { recursive: true });
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'nonce'), name);
  try {
    await table.prepare(workspace, [LATE]);
    const target = { source: inside, target: INSIDE, readOnly: false };
    const run = engine.runProbe({
      image,
      command: ['sh', '-c', SCRIPT],
      mounts: [{ ...target, propagation: 'rslave', mustPropagate: true }],
      user
    });
    const ended = new AbortController();
    const result = run.finally(() => ended.abort());
    await Promise.all([result, act(ended.signal)]);
    return (await result).exitCode === 0;
  } finally {
    if (table.list().some(mounted => mounted.workspace === workspace)) {
      await table.unmount(point);
    }
    rmSync(source, { recursive: true, force: true });
    // With the mount gone there are only the probe's own empty files.
    rmSync(join(servers, OWNER, name), { recursive: true, force: true });
  }

  async function act(signal: AbortSignal): Promise<void> {
    await appears(join(inside, 'ready'), signal);
    if (signal.aborted) {
      return;
    }
    await table.mount(point, source, 'read');
    await appears(join(inside, 'seen'), signal);
    await table.unmount(point);
  }
}

async function appears(file: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + STARTS_MS;
  while (!existsSync(file) && !signal.aborted && Date.now() < deadline) {
    await pause(LOOK_MS);
  }
}
