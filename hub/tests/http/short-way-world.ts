import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { pino } from 'pino';

import { WorkerClient } from '../../src/files/worker-client.js';
import { WorkerDoor } from '../../src/files/worker-doors.js';
import { filesServer } from '../../src/files-worker/server.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { Client } from './client.js';
import type { SignedInClient } from './harness.js';
import { VolumesHarness } from './volumes-harness.js';

/** A listener at a unix socket that can go and come back, and counts what it is asked. */
export class Listening {
  /** Paths, in the order of their coming. */
  readonly asked: string[] = [];
  private server: Server | null = null;
  private readonly failing = new Set<string>();
  private readonly firsts = new Map<string, () => void>();
  private readonly sockets = new Set<Socket>();
  private bytesOfEnded = 0;

  constructor(
    readonly socketPath: string,
    private readonly make: () => Server
  ) {}

  async open(): Promise<void> {
    const server = this.make();
    const answer = server.listeners('request')[0] as RequestListener;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => {
        this.sockets.delete(socket);
        this.bytesOfEnded += socket.bytesRead + socket.bytesWritten;
      });
    });
    server.removeAllListeners('request').on('request', (request, response) => {
      this.first(String(request.url).slice(1));
      if (this.failing.delete(String(request.url).slice(1))) {
        response.destroy();
      } else {
        answer(request, response);
      }
    });
    server.prependListener('request', request =>
      this.asked.push(`${request.method} ${request.url}`)
    );
    server.listen(this.socketPath);
    await once(server, 'listening');
    this.server = server;
  }

  /** The next request of this name finds nobody. */
  failNext(operation: string): void {
    this.failing.add(operation);
  }

  /** Does something just before the next request of this name is answered. */
  before(operation: string, act: () => void): void {
    this.firsts.set(operation, act);
  }

  /** That have gone over it, either way. */
  bytes(): number {
    const open = [...this.sockets].map(socket => socket.bytesRead + socket.bytesWritten);
    return open.reduce((sum, bytes) => sum + bytes, this.bytesOfEnded);
  }

  /** That are open. */
  connections(): number {
    return this.sockets.size;
  }

  private first(operation: string): void {
    const act = this.firsts.get(operation);
    this.firsts.delete(operation);
    act?.();
  }

  /** As a kill does: every connection breaks. */
  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
  }
}

/** Hub, gateway and files workers with real sockets between them, in this process. */
export class ShortWayWorld {
  private constructor(
    readonly volumes: VolumesHarness,
    readonly hub: Listening,
    readonly worker: Listening,
    readonly bulk: Listening,
    readonly gateway: Gateway,
    readonly origin: string
  ) {}

  /** @param storageBytes - quota of each user in Storage */
  static async start(storageBytes?: number): Promise<ShortWayWorld> {
    const sockets = mkdtempSync(join(tmpdir(), 'labcommons-sockets-'));
    const socketBeside = (name: string) => join(sockets, name);
    let workers: { worker: Listening; bulk: Listening } | undefined;
    const volumes = await VolumesHarness.start(files => {
      const listening = (name: string) =>
        new Listening(socketBeside(name), () =>
          filesServer(files, error => {
            throw error;
          })
        );
      const worker = listening('files.sock');
      const bulk = listening('bulk.sock');
      workers = { worker, bulk };
      return new WorkerClient(
        { files: new WorkerDoor(worker.socketPath), bulk: new WorkerDoor(bulk.socketPath) },
        { restartMs: 300, answerMs: 5000 }
      );
    }, storageBytes);
    const { worker, bulk } = workers!;
    const { config } = volumes.harness.parts;
    const hub = new Listening(socketBeside('hub.sock'), () =>
      createServer((request, response) => volumes.harness.handle(request, response))
    );
    const gateway = new Gateway(
      {
        ...config,
        port: 0,
        paths: {
          ...config.paths,
          hubSocket: hub.socketPath,
          filesSocket: worker.socketPath,
          bulkSocket: bulk.socketPath,
          gatewaySocket: socketBeside('control.sock')
        }
      },
      () => new Date(),
      pino({ level: 'silent' })
    );
    await Promise.all([worker.open(), bulk.open(), hub.open()]);
    const { port } = (await gateway.listen()) as AddressInfo;
    return new ShortWayWorld(volumes, hub, worker, bulk, gateway, `http://127.0.0.1:${port}`);
  }

  /** Somebody with a token, in front of the gateway. */
  async user(name: string): Promise<SignedInClient> {
    const { user, headers, hubPath } = await this.volumes.user(name);
    const client = Object.assign(new Client(this.origin, hubPath), { user });
    client.headers['authorization'] = headers['authorization'] ?? '';
    return client;
  }

  /** What the hub and the workers have been asked since the last time. */
  asked(): { hub: string[]; worker: string[]; bulk: string[] } {
    const { hub, worker, bulk } = this;
    return { hub: hub.asked.splice(0), worker: worker.asked.splice(0), bulk: bulk.asked.splice(0) };
  }

  async stop(): Promise<void> {
    await this.gateway.close({ graceMs: 0 });
    await this.volumes.stop();
    await Promise.all([this.hub.kill(), this.worker.kill(), this.bulk.kill()]);
    rmSync(dirname(this.hub.socketPath), { recursive: true });
  }
}
