import type { LayerEngine } from './layer-engine.js';

/** A directory or file of the hub's machine inside a container. Always a bind mount; the source must exist. */
export interface EngineMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** `rslave` lets mounts made later on the host appear inside, where the engine can do that. */
  readonly propagation?: 'rslave' | 'rprivate';
  /** An engine that cannot give it the propagation refuses the container. */
  readonly mustPropagate?: boolean;
}

/** A container to be made. Hardening (no new privileges, dropped capabilities, pids, init, no health check) is the engine's. */
export interface ContainerSpec {
  /** Carries ids, not meaning; unique on the engine: making it twice finds the first. */
  readonly name: string;
  readonly image: string;
  /** Null leaves the image's own command. */
  readonly command: readonly string[] | null;
  /** In place of the image's entry point, and of its own command too. */
  readonly entryPoint?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Further labels, without the hub's own, which the engine sets. */
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly EngineMount[];
  readonly workingDirectory?: string;
  readonly memoryBytes: number;
  readonly cores: number;
  readonly pidsLimit: number;
  /** `uid:gid`; null leaves the image's. */
  readonly user: string | null;
  /** TCP port inside that the gateway has to reach, for {@link ContainerEngine.reachServer}. */
  readonly port?: number;
}

/** What an image's builder wrote into it. */
export interface ImageConfiguration {
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** User name or `uid[:gid]`; empty for root. */
  readonly user: string;
}

export type ContainerPhase = 'created' | 'running' | 'exited';

export interface ContainerStatus {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: ContainerPhase;
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  /** RFC 3339, null before. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** A process in a container. */
export interface ContainerProcess {
  /** Whether it was started in a terminal, in its foreground or behind it. */
  readonly inTerminal: boolean;
  /** With its arguments. */
  readonly command: string;
}

/** Something happened to a container of this hub. A hint to look, not a truth. */
export interface ContainerEvent {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly action: 'start' | 'die' | 'oom' | 'destroy';
}

/**
 * A container engine, in the words of the platform. Only containers with this hub's label are ever listed or touched.
 *
 * All throw AppError `engine-unavailable` when the engine does not answer (what was asked may have happened or not),
 * `not-found` when it has no such container or image, `engine-refused` when it says no, with its own words.
 */
export interface ContainerEngine extends LayerEngine {
  /** Idempotent by name: what exists is answered, not made again. */
  create(spec: ContainerSpec): Promise<ContainerStatus>;
  /**
   * Starts only what is `created` or, with `again`, `exited`; what runs is fine. A status that was seen just now saves
   * another look.
   */
  start(container: string | ContainerStatus, options?: { again?: boolean }): Promise<void>;
  /** TERM, then KILL after the grace; what has stopped is fine. */
  stop(id: string, options: { graceMs: number }): Promise<void>;
  /** Kills and removes with its anonymous volumes; what is gone is fine. */
  remove(id: string): Promise<void>;
  /** By id or name; null when there is none. */
  inspect(id: string): Promise<ContainerStatus | null>;
  list(): Promise<ContainerStatus[]>;
  /** Last lines of standard output and error, as text. */
  logTail(id: string, lines: number): Promise<string>;
  /** The environment a container was made with. */
  environmentOf(id: string): Promise<Record<string, string>>;
  /** Bytes of memory in use; null when not known. */
  memoryUsage(id: string): Promise<number | null>;
  /** Bytes of a container's own layer, which are counted anew each time; null when it is gone or not known. */
  layerBytes(id: string): Promise<number | null>;
  /** What runs in a container that runs; null when the engine cannot tell. */
  processesOf(id: string): Promise<ContainerProcess[] | null>;
  /** How the gateway reaches a port of a running container. */
  reachServer(id: string, port: number): Promise<{ host: string; port: number }>;
  /** Base URL of the hub as containers see it, without a slash at the end: `http://172.30.0.1:8081`. */
  hubUrl(): string;
  /** Follows events until `signal` aborts, reconnecting; `onGap` says that events may have been missed: look at everything. */
  watch(onEvent: (event: ContainerEvent) => void, onGap: () => void, signal: AbortSignal): void;
  /** Digest of an image that the engine has; null when it does not. */
  imageDigest(reference: string): Promise<string | null>;
  /** What an image starts and as whom, as it was built. */
  imageConfig(reference: string): Promise<ImageConfiguration>;
  /** Pulls an image, saying how far it is in words. */
  pull(
    reference: string,
    onProgress: (message: string, fraction: number | null) => void
  ): Promise<void>;
  /** Runs a short command in a throw-away container without network and answers what it printed. */
  runProbe(
    spec: Pick<ContainerSpec, 'image' | 'command' | 'entryPoint' | 'mounts' | 'user'>
  ): Promise<{ exitCode: number; output: string }>;
}
