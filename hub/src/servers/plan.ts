import { createHash } from 'node:crypto';

import type { ContainerSpec, EngineMount } from '../compute/engine.js';
import type { ResolvedImage } from '../compute/images.js';
import type { DomainConfig } from '../../contract/compute-config.js';
import type { PlatformIdentity } from '../identity.js';

const PIDS = 2048;

/** Everything of a server's container but its name, labels and secrets. */
export interface ServerPlan {
  readonly image: string;
  readonly imageDigest: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly EngineMount[];
  readonly memoryBytes: number;
  readonly cores: number;
  readonly pidsLimit: number;
  readonly user: string | null;
  /** What runs in place of all that the image starts. */
  readonly program?: ServerProgram;
}

export interface ServerProgram {
  readonly command: readonly string[];
  readonly workingDirectory: string;
}

/**
 * Where a home directory of ours must be mounted: wherever the image was made for another uid than the one that owns
 * all bytes, since its own home is not writable then.
 */
export function ourHome(image: ResolvedImage, identity: PlatformIdentity): string | null {
  const isForeign =
    identity.isForeignToImages || (image.probe !== null && image.probe.uid !== identity.uid);
  return isForeign
    ? image.probe?.home.startsWith('/home/')
      ? image.probe.home
      : '/home/jovyan'
    : null;
}

export function serverPlan(
  image: ResolvedImage,
  identity: PlatformIdentity,
  limits: Pick<DomainConfig, 'memoryBytes' | 'cores'>,
  environment: Record<string, string>,
  mounts: readonly EngineMount[],
  program: ServerProgram | null = null
): ServerPlan {
  return {
    image: image.reference,
    imageDigest: image.digest,
    environment,
    mounts,
    memoryBytes: limits.memoryBytes,
    cores: limits.cores,
    pidsLimit: PIDS,
    user: ourHome(image, identity) === null ? null : `${identity.uid}:${identity.gid}`,
    ...(program === null ? {} : { program })
  };
}

/** Two plans with one digest are served by the same container. */
export function planDigest(plan: ServerPlan): string {
  const inOrder = { ...plan, environment: Object.entries(plan.environment).sort() };
  return createHash('sha256').update(JSON.stringify(inOrder)).digest('hex').slice(0, 32);
}

/** What a plan becomes on the engine. */
export function containerSpec(
  plan: ServerPlan,
  own: Pick<ContainerSpec, 'name' | 'labels' | 'port'> & {
    readonly secrets: Record<string, string>;
  }
): ContainerSpec {
  return {
    name: own.name,
    labels: own.labels,
    port: own.port,
    image: plan.image,
    command: null,
    ...(plan.program
      ? {
          entryPoint: plan.program.command,
          workingDirectory: plan.program.workingDirectory
        }
      : {}),
    environment: { ...plan.environment, ...own.secrets },
    mounts: plan.mounts,
    memoryBytes: plan.memoryBytes,
    cores: plan.cores,
    pidsLimit: plan.pidsLimit,
    user: plan.user
  };
}
