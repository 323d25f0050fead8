import { randomUUID } from 'node:crypto';

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

type Operation = Exclude<keyof ContainerEngine, 'hubUrl' | 'watch'>;

interface FakeContainer {
  readonly spec: ContainerSpec;
  status: ContainerStatus;
  /** How many times it was started. */
  starts: number;
  log: string;
  /** Its own layer: what is in files that were added, null for what was removed. */
  readonly layer: Map<string, string | null>;
  /** How large that is said to be. */
  layerBytes: number;
}

/** What a test does to the next calls of an operation. */
interface Disturbance {
  /** The call waits for it before anything happens. */
  readonly before?: Promise<void>;
  /** Thrown instead of doing it. */
  readonly refuse?: Error;
  /** Done, but the caller gets this error. */
  readonly loseReply?: boolean;
}

/**
 * A container engine in memory, with the semantics of a real one. Tests may delay, refuse or lose the replies of its
 * operations, end containers, and take the whole engine away. It outlives the services built on it, as a real one does.
 */
export class FakeEngine implements ContainerEngine {
  readonly containers = new Map<string, FakeContainer>();
  /** Operations asked for, with the container's name where there is one, in order. */
  readonly calls: string[] = [];
  /** References of the images it has; the rest can be pulled. */
  readonly images = new Map<string, string>();
  /** What is in the layers of images that were made of containers, by their references. */
  readonly copied = new Map<string, ReadonlyMap<string, string>>();
  /** Names of copies that were begun and neither finished nor discarded. */
  readonly copies = new Set<string>();
  /** What {@link runProbe} answers. */
  probe: (spec: Pick<ContainerSpec, 'image' | 'command' | 'mounts' | 'user'>) => {
    exitCode: number;
    output: string;
  } = () => ({ exitCode: 0, output: '' });
  imageConfiguration: ImageConfiguration = {
    entryPoint: ['tini', '-g', '--', 'start.sh'],
    command: ['start-notebook.py'],
    environment: {},
    user: '1000'
  };
  /** Where {@link reachServer} leads. */
  address = { host: '127.0.0.1', port: 1 };
  /** Called when a container starts: may end it, or answer for it. */
  onStart: (container: FakeContainer) => void = () => undefined;

  private available = true;
  private readonly disturbances = new Map<Operation, Disturbance[]>();
  private readonly watchers = new Set<{
    onEvent: (event: ContainerEvent) => void;
    onGap: () => void;
  }>();

  constructor(private readonly hubId = 'fake-hub') {}

  /** The next call of `operation` is disturbed; several disturbances apply to several calls. */
  disturb(operation: Operation, disturbance: Disturbance): void {
    this.disturbances.set(operation, [...(this.disturbances.get(operation) ?? []), disturbance]);
  }

  /** The next call of `operation` waits until the returned function is called. */
  hold(operation: Operation): () => void {
    let release = () => undefined as void;
    this.disturb(operation, { before: new Promise(resolve => (release = resolve)) });
    return release;
  }

  /** The container's process ends, as by itself. */
  exit(
    idOrName: string,
    exitCode: number,
    options: { outOfMemory?: boolean; log?: string } = {}
  ): void {
    const container = this.find(idOrName);
    if (container?.status.phase !== 'running') {
      return;
    }
    container.log += options.log ?? '';
    container.status = {
      ...container.status,
      phase: 'exited',
      exitCode,
      outOfMemory: options.outOfMemory ?? false,
      finishedAt: new Date().toISOString()
    };
    if (options.outOfMemory) {
      this.emit(container, 'oom');
    }
    this.emit(container, 'die');
  }

  /** The engine goes away: every call fails from now on, and what ran is killed. */
  goAway(): void {
    for (const container of this.containers.values()) {
      if (container.status.phase === 'running') {
        container.status = { ...container.status, phase: 'exited', exitCode: 137 };
      }
    }
    this.available = false;
  }

  /** The engine is back; watchers are told that they may have missed something. */
  comeBack(): void {
    this.available = true;
    for (const watcher of this.watchers) {
      watcher.onGap();
    }
  }

  create(spec: ContainerSpec): Promise<ContainerStatus> {
    return this.perform('create', spec.name, () => {
      const existing = this.find(spec.name);
      if (existing) {
        return existing.status;
      }
      if (!this.images.has(spec.image)) {
        throw new AppError('not-found', `No such image: ${spec.image}`);
      }
      const status: ContainerStatus = {
        id: randomUUID().replaceAll('-', ''),
        name: spec.name,
        labels: { ...spec.labels, [LABELS.hub]: this.hubId },
        phase: 'created',
        exitCode: null,
        outOfMemory: false,
        startedAt: null,
        finishedAt: null
      };
      this.containers.set(status.id, {
        spec,
        status,
        starts: 0,
        log: '',
        layer: new Map(),
        layerBytes: 0
      });
      return status;
    });
  }

  start(idOrStatus: string | ContainerStatus, options: { again?: boolean } = {}): Promise<void> {
    const id = typeof idOrStatus === 'string' ? idOrStatus : idOrStatus.id;
    return this.perform('start', id, () => {
      const container = this.own(id);
      if (container.status.phase === 'running') {
        return;
      }
      if (container.status.phase === 'exited' && !options.again) {
        throw new AppError('conflict', `Container ${container.spec.name} has run already`);
      }
      container.starts++;
      container.status = {
        ...container.status,
        phase: 'running',
        exitCode: null,
        outOfMemory: false,
        startedAt: new Date().toISOString(),
        finishedAt: null
      };
      this.emit(container, 'start');
      this.onStart(container);
    });
  }

  stop(id: string): Promise<void> {
    return this.perform('stop', id, () => {
      this.own(id);
      this.exit(id, 143);
    });
  }

  remove(id: string): Promise<void> {
    return this.perform('remove', id, () => {
      const container = this.find(id);
      if (container) {
        this.exit(id, 137);
        this.containers.delete(container.status.id);
        this.emit(container, 'destroy');
      }
    });
  }

  inspect(id: string): Promise<ContainerStatus | null> {
    return this.perform('inspect', id, () => this.find(id)?.status ?? null);
  }

  list(): Promise<ContainerStatus[]> {
    return this.perform('list', '', () => [...this.containers.values()].map(c => c.status));
  }

  logTail(id: string, lines: number): Promise<string> {
    return this.perform('logTail', id, () => this.own(id).log.split('\n').slice(-lines).join('\n'));
  }

  environmentOf(id: string): Promise<Record<string, string>> {
    return this.perform('environmentOf', id, () => ({ ...this.own(id).spec.environment }));
  }

  memoryUsage(id: string): Promise<number | null> {
    return this.perform('memoryUsage', id, () =>
      this.find(id)?.status.phase === 'running' ? 123_456_789 : null
    );
  }

  layerBytes(id: string): Promise<number | null> {
    return this.perform('layerBytes', id, () => this.find(id)?.layerBytes ?? null);
  }

  processesOf(id: string): Promise<ContainerProcess[] | null> {
    return this.perform('processesOf', id, () =>
      this.own(id).status.phase === 'running' ? [{ inTerminal: false, command: 'sleep 600' }] : []
    );
  }

  reachServer(id: string, _port: number): Promise<{ host: string; port: number }> {
    return this.perform('reachServer', id, () => {
      if (this.own(id).status.phase !== 'running') {
        throw new AppError('engine-refused', 'The container has no address');
      }
      return this.address;
    });
  }

  hubUrl(): string {
    return 'http://172.30.0.1:20000';
  }

  watch(onEvent: (event: ContainerEvent) => void, onGap: () => void, signal: AbortSignal): void {
    const watcher = { onEvent, onGap };
    this.watchers.add(watcher);
    signal.addEventListener('abort', () => this.watchers.delete(watcher));
    queueMicrotask(onGap);
  }

  imageDigest(reference: string): Promise<string | null> {
    return this.perform('imageDigest', reference, () => this.images.get(reference) ?? null);
  }

  imageConfig(reference: string): Promise<ImageConfiguration> {
    return this.perform('imageConfig', reference, () => this.imageConfiguration);
  }

  pull(
    reference: string,
    onProgress: (message: string, fraction: number | null) => void
  ): Promise<void> {
    return this.perform('pull', reference, () => {
      onProgress('Getting the image: 1 of 2 MB', 0.5);
      this.images.set(reference, `sha256:${reference.length}`);
    });
  }

  runProbe(
    spec: Pick<ContainerSpec, 'image' | 'command' | 'mounts' | 'user'>
  ): Promise<{ exitCode: number; output: string }> {
    return this.perform('runProbe', spec.image, () => this.probe(spec));
  }

  layerOf(id: string): Promise<Layer> {
    return this.perform('layerOf', id, () => {
      const { layer, spec } = this.own(id);
      return {
        changes: [...layer].map(([path, content]) => ({
          path,
          kind: content === null ? ('removed' as const) : ('added' as const)
        })),
        mountPoints: spec.mounts.map(({ target }) => target)
      };
    });
  }

  readLayer(
    id: string,
    paths: readonly KeptPath[],
    onEntry: (entry: LayerEntry) => void
  ): Promise<void> {
    return this.perform('readLayer', id, () => this.entriesOf(id, paths).forEach(onEntry));
  }

  async copyLayer(copy: LayerCopy): Promise<void> {
    this.copies.add(copy.name);
    await this.perform('copyLayer', copy.container, () => {
      copy.signal.throwIfAborted();
      const kept = this.entriesOf(copy.container, copy.kept).filter(copy.keeps);
      kept.forEach(({ sizeBytes }) => copy.onBytes(sizeBytes));
      this.images.set(copy.reference, `sha256:${copy.reference}`);
      this.copied.set(
        copy.reference,
        new Map(kept.map(({ path, content }) => [path, String(content)]))
      );
      this.copies.delete(copy.name);
    });
  }

  discardCopy({ name, reference }: { name: string; reference: string }): Promise<void> {
    return this.perform('discardCopy', name, () => {
      this.copies.delete(name);
      this.images.delete(reference);
      this.copied.delete(reference);
    });
  }

  removeImage(reference: string): Promise<void> {
    return this.perform('removeImage', reference, () => {
      this.images.delete(reference);
      this.copied.delete(reference);
    });
  }

  private entriesOf(id: string, paths: readonly KeptPath[]): LayerEntry[] {
    return [...this.own(id).layer].flatMap(([path, content]) =>
      content !== null && paths.some(kept => path === kept.path || path.startsWith(`${kept.path}/`))
        ? [{ path, sizeBytes: content.length, content: Buffer.from(content) }]
        : []
    );
  }

  private find(idOrName: string): FakeContainer | undefined {
    return (
      this.containers.get(idOrName) ??
      [...this.containers.values()].find(({ spec }) => spec.name === idOrName)
    );
  }

  private own(id: string): FakeContainer {
    const container = this.find(id);
    if (!container) {
      throw new AppError('not-found', `There is no container ${id} of this hub`);
    }
    return container;
  }

  private emit({ status }: FakeContainer, action: ContainerEvent['action']): void {
    for (const watcher of this.watchers) {
      queueMicrotask(() =>
        watcher.onEvent({ id: status.id, name: status.name, labels: status.labels, action })
      );
    }
  }

  private async perform<T>(operation: Operation, subject: string, work: () => T): Promise<T> {
    this.calls.push(`${operation} ${this.find(subject)?.spec.name ?? subject}`.trim());
    const disturbance = this.disturbances.get(operation)?.shift();
    await disturbance?.before;
    if (disturbance?.refuse) {
      throw disturbance.refuse;
    }
    if (!this.available) {
      throw new AppError('engine-unavailable', 'The container engine does not answer');
    }
    const result = work();
    if (disturbance?.loseReply) {
      throw new AppError('engine-unavailable', 'The container engine does not answer');
    }
    return result;
  }
}
