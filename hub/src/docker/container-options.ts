import type { ContainerCreateOptions, MountSettings } from 'dockerode';

import type { ContainerSpec, EngineMount } from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';

/** What the adapter found out about the engine, for the containers it makes. */
export interface ContainerPlace {
  readonly hubId: string;
  /** Name of the hub's network; `none` for containers that need none. */
  readonly network: string;
  /** Publish ports at this address of the engine's machine, since the hub does not reach containers at their own. */
  readonly publishAt: string | null;
  /** Whether mounts made later on the host can be made to appear inside. */
  readonly propagates: boolean;
  /** `name:address` lines for the container's hosts file. */
  readonly extraHosts: readonly string[];
}

// Always `Mounts`: `Binds` would make a missing source as an empty directory of root's.
function toMount(mount: EngineMount, propagates: boolean): MountSettings {
  return {
    Type: 'bind',
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.readOnly,
    BindOptions: {
      Propagation: ((propagates || mount.mustPropagate) && mount.propagation) || 'rprivate'
    }
  };
}

/** Everything of a container that the caller does not decide: the hardening is here and nowhere else. */
export function toCreateOptions(
  spec: ContainerSpec,
  place: ContainerPlace
): ContainerCreateOptions & { name: string } {
  const port = spec.port === undefined ? null : `${spec.port}/tcp`;
  return {
    name: spec.name,
    Image: spec.image,
    // `Init` makes the engine's init the first process, so that a tini of the image's own warns without this.
    Env: Object.entries({ TINI_SUBREAPER: '1', ...spec.environment }).map(
      ([name, value]) => `${name}=${value}`
    ),
    Labels: { ...spec.labels, [LABELS.hub]: place.hubId },
    ...(spec.entryPoint ? { Entrypoint: [...spec.entryPoint] } : {}),
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.user ? { User: spec.user } : {}),
    ...(spec.workingDirectory ? { WorkingDir: spec.workingDirectory } : {}),
    ...(port ? { ExposedPorts: { [port]: {} } } : {}),
    // Stock images start a Python interpreter every three seconds for theirs; the hub looks for itself.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Mounts: spec.mounts.map(mount => toMount(mount, place.propagates)),
      NetworkMode: place.network,
      ExtraHosts: [...place.extraHosts],
      ...(port && place.publishAt !== null
        ? { PortBindings: { [port]: [{ HostIp: place.publishAt, HostPort: '' }] } }
        : {}),
      Memory: spec.memoryBytes,
      MemorySwap: spec.memoryBytes,
      NanoCpus: Math.round(spec.cores * 1e9),
      PidsLimit: spec.pidsLimit,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      // An exit code must outlive the container's end, and a job must never run twice.
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'local', Config: { 'max-size': '1m', 'max-file': '2' } }
    }
  };
}
