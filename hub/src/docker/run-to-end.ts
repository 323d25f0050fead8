import { randomUUID } from 'node:crypto';

import type Dockerode from 'dockerode';

import type { ContainerSpec } from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';
import { type ContainerPlace, toCreateOptions } from './container-options.js';
import { ask } from './errors.js';
import { unframe } from './logs.js';

const MiB = 1024 * 1024;
const LONGEST_MS = 120_000;

/** The part of a throw-away container that its maker decides. */
export type ProbeRun = Pick<ContainerSpec, 'image' | 'command' | 'entryPoint' | 'mounts' | 'user'>;

/** What a throw-away container is made of. */
export function probeSpec(run: ProbeRun): ContainerSpec {
  const id = randomUUID();
  return {
    name: `labcommons-probe-${id}`,
    image: run.image,
    command: run.command,
    ...(run.entryPoint ? { entryPoint: run.entryPoint } : {}),
    environment: {},
    labels: { [LABELS.kind]: 'probe', [LABELS.id]: id },
    mounts: run.mounts,
    memoryBytes: 512 * MiB,
    cores: 1,
    pidsLimit: 200,
    user: run.user
  };
}

/** Runs a container to its end, at most two minutes, and removes it whatever happens. */
export async function runToEnd(
  docker: Dockerode,
  run: ProbeRun,
  place: ContainerPlace
): Promise<{ exitCode: number; output: string }> {
  const options = toCreateOptions(probeSpec(run), place);
  await ask('Making a probe', () => docker.createContainer(options));
  const container = docker.getContainer(options.name);
  const timer = setTimeout(() => void container.kill().catch(() => undefined), LONGEST_MS);
  try {
    await ask('Starting a probe', () => container.start());
    // After the start, and for "not running": a wait for the next exit can miss it.
    const end = (await ask('Waiting for a probe', () => container.wait())) as {
      StatusCode: number;
    };
    const raw = await ask('Reading a probe', () =>
      container.logs({ stdout: true, stderr: true, follow: false })
    );
    return { exitCode: end.StatusCode, output: Buffer.isBuffer(raw) ? unframe(raw) : '' };
  } finally {
    clearTimeout(timer);
    await ask('Removing a probe', () => container.remove({ force: true, v: true }), [404, 409]);
  }
}
