import { setTimeout as pause } from 'node:timers/promises';

import type Dockerode from 'dockerode';

import type {
  ContainerEngine,
  ContainerEvent,
  ContainerProcess,
  ContainerSpec,
  ContainerStatus,
  ImageConfiguration
} from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';
import type { KeptPath, Layer, LayerCopy, LayerEntry } from '../compute/layer-engine.js';
import { AppError } from '../errors.js';
import { type ContainerPlace, toCreateOptions } from './container-options.js';
import { newStatus, toStatus } from './container-status.js';
import { ask, engineStatus, toAppError } from './errors.js';
import { followEvents } from './events.js';
import { imageConfiguration, imageDigest } from './images.js';
import { DockerLayers } from './layers.js';
import { lastOf, unframe } from './logs.js';
import { memoryInUse } from './memory.js';
import type { HubNetwork } from './network.js';
import { PROCESS_COLUMNS, toProcesses } from './processes.js';
import { pullImage } from './pull.js';
import { addressOf, type Reach } from './reach.js';
import { type ProbeRun, runToEnd } from './run-to-end.js';

/** The driver passes on what its types do not know. */
const WITH_SIZE: object = { size: true };
const APPEAR_MS = 10_000;
const APPEAR_POLL_MS = 50;

/** A container engine that speaks Docker's API. */
export class DockerEngine implements ContainerEngine {
  private readonly layers: DockerLayers;

  /**
   * @param docker - with a time limit per request
   * @param patient - without one, for streams
   * @param reach - what the start-up probe found out
   */
  constructor(
    private readonly docker: Dockerode,
    private readonly patient: Dockerode,
    private readonly hubId: string,
    private readonly network: HubNetwork,
    private readonly reach: Reach
  ) {
    this.layers = new DockerLayers(patient);
  }

  async create(spec: ContainerSpec): Promise<ContainerStatus> {
    const options = toCreateOptions(spec, this.place(this.network.name));
    const made = await ask(
      `Making container ${spec.name}`,
      () => this.docker.createContainer(options),
      [409]
    );
    if (made) {
      return newStatus(made.id, spec.name, options.Labels ?? {});
    }
    // The engine takes the name before the container can be seen: another call may still be at it.
    const deadline = Date.now() + APPEAR_MS;
    for (;;) {
      const inspected = await this.inspected(spec.name);
      const status = inspected ? toStatus(inspected) : null;
      if (status?.labels[LABELS.hub] === this.hubId) {
        return status;
      }
      if (status || Date.now() > deadline) {
        throw new AppError('engine-refused', `The name ${spec.name} is taken on the engine`);
      }
      await pause(APPEAR_POLL_MS);
    }
  }

  async start(
    container: string | ContainerStatus,
    options: { again?: boolean } = {}
  ): Promise<void> {
    const status = typeof container === 'string' ? await this.own(container) : container;
    // The engine would run an exited container a second time without a word.
    if (status.phase === 'exited' && !options.again) {
      throw new AppError('conflict', `Container ${status.name} has run already`);
    }
    await ask(
      `Starting container ${status.name}`,
      () => this.docker.getContainer(status.id).start(),
      [304]
    );
  }

  async stop(id: string, options: { graceMs: number }): Promise<void> {
    const status = await this.own(id);
    if (status.phase !== 'running') {
      return;
    }
    await ask(
      `Stopping container ${status.name}`,
      () => this.patient.getContainer(status.id).stop({ t: Math.ceil(options.graceMs / 1000) }),
      [304, 409]
    );
  }

  async remove(id: string): Promise<void> {
    const status = await this.inspect(id);
    if (status === null) {
      return;
    }
    try {
      await this.docker.getContainer(status.id).remove({ force: true, v: true });
    } catch (error) {
      const code = engineStatus(error);
      // 409: somebody else's removal is under way; it is gone when it cannot be found any more.
      if (code !== 404 && !(code === 409 && (await this.inspect(status.id)) === null)) {
        throw toAppError(error, `Removing container ${status.name}`);
      }
    }
  }

  async inspect(id: string): Promise<ContainerStatus | null> {
    const inspected = await this.inspected(id);
    const status = inspected ? toStatus(inspected) : null;
    return status?.labels[LABELS.hub] === this.hubId ? status : null;
  }

  async list(): Promise<ContainerStatus[]> {
    const found = await ask('Listing containers', () =>
      this.docker.listContainers({
        all: true,
        filters: { label: [`${LABELS.hub}=${this.hubId}`] }
      })
    );
    const statuses = await Promise.all((found ?? []).map(({ Id }) => this.inspect(Id)));
    return statuses.filter(status => status !== null);
  }

  async logTail(id: string, lines: number): Promise<string> {
    const status = await this.own(id);
    const raw = await ask(`Reading the log of ${status.name}`, () =>
      this.docker
        .getContainer(status.id)
        .logs({ stdout: true, stderr: true, follow: false, tail: lines })
    );
    return lastOf(Buffer.isBuffer(raw) ? unframe(raw) : '');
  }

  async environmentOf(id: string): Promise<Record<string, string>> {
    const status = await this.own(id);
    const inspected = await ask(`Looking at container ${status.name}`, () =>
      this.docker.getContainer(status.id).inspect()
    );
    return Object.fromEntries(
      (inspected?.Config.Env ?? []).map(line => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)];
      })
    );
  }

  async memoryUsage(id: string): Promise<number | null> {
    const stats = await ask(
      `Measuring container ${id}`,
      () => this.docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
      [404, 409]
    );
    return memoryInUse(stats);
  }

  async layerBytes(id: string): Promise<number | null> {
    const inspected = await ask(
      `Measuring the layer of ${id}`,
      () => this.patient.getContainer(id).inspect(WITH_SIZE),
      [404]
    );
    return (inspected as { SizeRw?: number } | undefined)?.SizeRw ?? null;
  }

  async processesOf(id: string): Promise<ContainerProcess[] | null> {
    const status = await this.own(id);
    const listing = await ask(`Listing the processes of ${status.name}`, () =>
      this.docker.getContainer(status.id).top({ ps_args: PROCESS_COLUMNS })
    );
    return toProcesses(listing);
  }

  async reachServer(id: string, port: number): Promise<{ host: string; port: number }> {
    const status = await this.own(id);
    const inspected = await ask(`Looking at container ${status.name}`, () =>
      this.docker.getContainer(status.id).inspect()
    );
    return addressOf(inspected, this.network.name, port, this.reach.publishAt !== null);
  }

  hubUrl(): string {
    return `http://${this.reach.hubHost}:${this.network.port}`;
  }

  /** Where the gateway listens for containers. */
  insideAddress(): { host: string; port: number } {
    return { host: this.reach.listenHost, port: this.network.port };
  }

  /** Where the engine keeps images and containers, on its own machine. */
  async storageDirectory(): Promise<string | null> {
    const { DockerRootDir } = ((await this.docker.info()) ?? {}) as { DockerRootDir?: string };
    return DockerRootDir ?? null;
  }

  watch(onEvent: (event: ContainerEvent) => void, onGap: () => void, signal: AbortSignal): void {
    void followEvents(this.patient, this.hubId, onEvent, onGap, signal);
  }

  imageDigest(reference: string): Promise<string | null> {
    return imageDigest(this.docker, reference);
  }

  imageConfig(reference: string): Promise<ImageConfiguration> {
    return imageConfiguration(this.docker, reference);
  }

  pull(
    reference: string,
    onProgress: (message: string, fraction: number | null) => void
  ): Promise<void> {
    return pullImage(this.patient, reference, onProgress);
  }

  runProbe(run: ProbeRun): Promise<{ exitCode: number; output: string }> {
    return runToEnd(this.patient, run, this.place('none'));
  }

  async layerOf(id: string): Promise<Layer> {
    return this.layers.layerOf((await this.own(id)).id);
  }

  async readLayer(
    id: string,
    paths: readonly KeptPath[],
    onEntry: (entry: LayerEntry) => void,
    signal: AbortSignal
  ): Promise<void> {
    return this.layers.readLayer((await this.own(id)).id, paths, onEntry, signal);
  }

  async copyLayer(copy: LayerCopy): Promise<void> {
    const { id } = await this.own(copy.container);
    return this.layers.copyLayer({ ...copy, container: id });
  }

  discardCopy(copy: Pick<LayerCopy, 'container' | 'name' | 'reference'>): Promise<void> {
    return this.layers.discardCopy(copy);
  }

  removeImage(reference: string): Promise<void> {
    return this.layers.removeImage(reference);
  }

  private inspected(id: string): Promise<unknown> {
    return ask(`Looking at container ${id}`, () => this.docker.getContainer(id).inspect(), [404]);
  }

  private async own(id: string): Promise<ContainerStatus> {
    const status = await this.inspect(id);
    if (status === null) {
      throw new AppError('not-found', `There is no container ${id} of this hub`);
    }
    return status;
  }

  private place(network: string): ContainerPlace {
    return {
      hubId: this.hubId,
      network,
      publishAt: this.reach.publishAt,
      propagates: this.reach.propagates,
      extraHosts: network === 'none' ? [] : this.reach.extraHosts
    };
  }
}
