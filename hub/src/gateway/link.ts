import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import type { Clock } from '../clock.js';
import {
  Acknowledgement,
  encodeLine,
  UseReport,
  type Change,
  type Snapshot
} from './control-protocol.js';
import { LinkTables } from './link-tables.js';
import type { GatewayLink, Route } from './ports.js';

/** A single-user server caches what a token may do for 5 minutes; for twice that the gateway refuses it. */
const REVOKED_FOR_MS = 10 * 60_000;
const CODE_LIVES_MS = 5 * 60_000;
/** A gateway that has not acted by then is cut off: it will connect again and be given everything. */
const ACKNOWLEDGE_WITHIN_MS = 5_000;

const Said = z.union([Acknowledgement, UseReport]);

interface Waiter {
  acknowledged(error: string | undefined): void;
}

/**
 * The hub's side of the control connection: collects from the beginning, and serves gateways from {@link open} on, so
 * that a hub which restarts has its routes and sessions together before a gateway compares them with its own.
 */
export class SocketGatewayLink implements GatewayLink {
  private readonly tables = new LinkTables();
  private readonly gateways = new Set<ConnectedGateway>();
  private server: Server | null = null;
  private onUse: (serverIds: readonly string[]) => void = () => undefined;

  constructor(
    private readonly socketPath: string,
    private readonly clock: Clock
  ) {}

  /** Begins to serve gateways: to be called once all routes and sessions of before are told. */
  async open(): Promise<void> {
    await rm(this.socketPath, { force: true });
    const server = createServer(socket => this.serve(socket));
    server.listen(this.socketPath);
    await once(server, 'listening');
    this.server = server;
  }

  /** @param listener - hears of the servers whose programs are used, every now and then */
  whenUsed(listener: (serverIds: readonly string[]) => void): void {
    this.onUse = listener;
  }

  async close(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null) {
      return;
    }
    const closed = once(server, 'close');
    server.close();
    this.gateways.forEach(gateway => gateway.cutOff());
    await closed;
  }

  addRoute(route: Route): Promise<void> {
    return this.tell({ type: 'add-route', route });
  }

  closeRoute(prefix: string): Promise<void> {
    return this.tell({ type: 'close-route', prefix });
  }

  removeRoute(prefix: string): Promise<void> {
    return this.tell({ type: 'remove-route', prefix });
  }

  openSession(publicId: string): Promise<void> {
    return this.tell({ type: 'open-session', publicId });
  }

  closeSessions(publicIds: readonly string[]): Promise<void> {
    return this.tell({ type: 'close-sessions', publicIds: [...publicIds] });
  }

  revokeTokens(hashes: readonly string[]): Promise<void> {
    const until = this.clock().getTime() + REVOKED_FOR_MS;
    return this.tell({
      type: 'revoke-tokens',
      revocations: hashes.map(hash => ({ hash, until }))
    });
  }

  announceCode(codeHash: string, publicId: string, serverId?: string): Promise<void> {
    const until = this.clock().getTime() + CODE_LIVES_MS;
    const code = { hash: codeHash, publicId, serverId: serverId ?? null, until };
    return this.tell({ type: 'announce-code', code });
  }

  listenInside(address: { host: string; port: number }): Promise<void> {
    return this.tell({ type: 'listen-inside', address });
  }

  private async tell(change: Exclude<Change, Snapshot>): Promise<void> {
    this.tables.forgetWhatIsPast(this.clock());
    this.tables.apply(change);
    await Promise.all([...this.gateways].map(gateway => gateway.tell(change)));
  }

  private serve(socket: Socket): void {
    const gateway = new ConnectedGateway(socket, ids => this.onUse(ids));
    this.gateways.add(gateway);
    socket.once('close', () => this.gateways.delete(gateway));
    this.tables.forgetWhatIsPast(this.clock());
    gateway.tell(this.tables.snapshot()).catch(() => gateway.cutOff());
  }
}

/** One gateway at the other end of a socket. What was told and not acknowledged when it goes counts as done. */
class ConnectedGateway {
  private readonly waiting = new Map<number, Waiter>();
  private lastId = 0;

  constructor(
    private readonly socket: Socket,
    private readonly onUse: (serverIds: readonly string[]) => void
  ) {
    // Whatever breaks the socket ends in 'close', where all who wait are released.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.waiting.forEach(waiter => waiter.acknowledged(undefined));
      this.waiting.clear();
    });
    createInterface({ input: socket })
      .on('line', line => this.onLine(line))
      .on('error', () => undefined);
  }

  cutOff(): void {
    this.socket.destroy();
  }

  /** @throws Error when the gateway says that it cannot */
  tell(change: Change): Promise<void> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => this.cutOff(), ACKNOWLEDGE_WITHIN_MS);
      this.waiting.set(id, {
        acknowledged: error => {
          clearTimeout(tooLate);
          if (error === undefined) {
            resolve();
          } else {
            reject(new Error(`The gateway cannot ${change.type}: ${error}`));
          }
        }
      });
      this.socket.write(encodeLine({ id, change }));
    });
  }

  private onLine(line: string): void {
    let said: Acknowledgement | UseReport;
    try {
      said = Said.parse(JSON.parse(line));
    } catch {
      this.cutOff();
      return;
    }
    if ('used' in said) {
      this.onUse(said.used);
      return;
    }
    this.waiting.get(said.id)?.acknowledged(said.error);
    this.waiting.delete(said.id);
  }
}
