import { type LayerLevel, levelOf } from '../../contract/layer-level.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine } from '../compute/engine.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { bytesInWords } from '../volumes/amounts.js';
import type { LayerSizes } from './layer-sizes.js';
import type { RoomServers, RunningServer } from './ports.js';

const LOOK_EVERY_MS = 10_000;
/** The engine walks through all files of a layer to measure it. */
const MEASURE_EVERY_MS = 300_000;
/** … and so often from this share of the limit on. */
const MEASURE_NEAR_EVERY_MS = 60_000;
const MEASURED_OFTEN = 0.5;
/** Between two measurements of a layer is so many times as long as one took. */
const MEASURING_SHARE = 20;
/** What is over the limit may be made smaller for so long. */
const GRACE_MS = 60_000;

const HOW =
  'Delete what you do not need outside of your volumes; or delete the server and start it anew: its volumes stay, what was installed in it goes.';

interface Measured {
  readonly level: LayerLevel;
  readonly nextMs: number;
  /** When it was first seen to be over the limit. */
  readonly overMs: number | null;
}

export interface LayerWatchParts {
  readonly database: Database;
  readonly servers: RoomServers;
  readonly engine: Pick<ContainerEngine, 'layerBytes'>;
  readonly sizes: LayerSizes;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly log: { warn(fields: object, message: string): void };
}

/** Measures what containers of servers hold of their own, warns, and stops servers that hold too much. */
export class LayerWatch {
  private readonly measured = new Map<string, Measured>();
  private timer: NodeJS.Timeout | null = null;
  private present: Promise<void> | null = null;

  constructor(private readonly parts: LayerWatchParts) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.timer ?? undefined);
    await this.present;
  }

  /** Measures what is due, one after the other. One that is under way already is joined. */
  look(): Promise<void> {
    this.present ??= this.work().finally(() => (this.present = null));
    return this.present;
  }

  private async work(): Promise<void> {
    const running = this.parts.servers.running();
    for (const id of this.measured.keys()) {
      if (!running.some(server => server.id === id)) {
        this.forget(id);
      }
    }
    for (const server of running) {
      if ((this.measured.get(server.id)?.nextMs ?? 0) <= this.now()) {
        await this.measure(server).catch((error: unknown) =>
          this.parts.log.warn({ err: error, server: server.id }, 'a layer cannot be measured')
        );
      }
    }
  }

  private async measure(server: RunningServer): Promise<void> {
    const { engine, servers, sizes, monotonic } = this.parts;
    const begin = monotonic();
    const bytes = await engine.layerBytes(server.container);
    const tookMs = monotonic() - begin;
    if (bytes === null) {
      return;
    }
    if (sizes.of(server.id) !== bytes) {
      sizes.note(server.id, bytes);
      servers.announce(server.id);
    }
    const before = this.measured.get(server.id);
    const level = levelOf(bytes, server.layerBytes);
    const overMs = level === 'over' ? (before?.overMs ?? this.now()) : null;
    const often = server.layerBytes !== null && bytes >= MEASURED_OFTEN * server.layerBytes;
    const every = often ? MEASURE_NEAR_EVERY_MS : MEASURE_EVERY_MS;
    const nextMs = this.now() + Math.max(every, MEASURING_SHARE * tookMs);
    this.measured.set(server.id, {
      level,
      overMs,
      nextMs: overMs === null ? nextMs : overMs + GRACE_MS
    });
    if (overMs !== null && this.now() >= overMs + GRACE_MS) {
      this.stop(server, bytes);
    } else if (level !== (before?.level ?? 'fine')) {
      this.tell(server, level, bytes);
    }
  }

  private tell(server: RunningServer, level: LayerLevel, bytes: number): void {
    const { notifier } = this.parts;
    const resource = { kind: 'server', id: server.id };
    if (level === 'fine') {
      notifier.withdraw('quota', resource);
      return;
    }
    notifier.notify(server.ownerId, {
      kind: 'quota',
      title:
        level === 'over'
          ? `Server “${server.name}” will stop in a minute: its container is too large`
          : `The container of server “${server.name}” is nearly too large`,
      body: `${held(server, bytes)}. ${HOW}`,
      resource
    });
  }

  private stop(server: RunningServer, bytes: number): void {
    const { database, notifier, servers } = this.parts;
    const reason = `${held(server, bytes)}. When it runs again, there is a minute to make room`;
    database.transaction(() => {
      notifier.withdraw('quota', { kind: 'server', id: server.id });
      notifier.notify(server.ownerId, {
        kind: 'serverStopped',
        title: `Server “${server.name}” was stopped: its container is too large`,
        body: `${reason}. ${HOW}`,
        resource: { kind: 'server', id: server.id }
      });
      servers.end(server.id, reason);
    });
    this.forget(server.id);
  }

  private forget(serverId: string): void {
    this.measured.delete(serverId);
    this.parts.sizes.note(serverId, null);
  }

  private now(): number {
    return this.parts.clock().getTime();
  }
}

function held({ layerBytes }: RunningServer, bytes: number): string {
  return `What was written in it outside of volumes takes up ${bytesInWords(bytes)} of ${bytesInWords(layerBytes ?? bytes)}`;
}
