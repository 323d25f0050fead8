import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { Clock } from '../clock.js';
import { keptKey } from '../kept-key.js';
import { followCertificate, readCertificate } from './certificate.js';
import { ControlClient } from './control-client.js';
import { doorsTo } from '../files/worker-doors.js';
import { FilesDoor } from './files-door.js';
import { HubDoor } from './hub-door.js';
import { InsideListener } from './inside-listener.js';
import { Knowledge } from './knowledge.js';
import { createListener } from './listener.js';
import type { GatewaySettings } from './origins.js';
import { PublicRequests } from './public-requests.js';

const TIDY_EVERY_MS = 50;

/** The whole gateway: the public listener, the one for containers, and the connection to the hub. */
export class Gateway {
  private readonly knowledge: Knowledge;
  private readonly door: HubDoor;
  private readonly inside: InsideListener;
  private readonly control: ControlClient;
  private readonly server: Server | SecureServer;
  private readonly stopFollowing: () => void = () => undefined;

  constructor(
    private readonly settings: GatewaySettings,
    clock: Clock,
    log: Logger
  ) {
    this.door = new HubDoor(settings.paths.hubSocket);
    const doors = { hub: this.door, files: new FilesDoor(doorsTo(settings.paths)) };
    this.inside = new InsideListener(settings, doors, log);
    this.knowledge = new Knowledge(settings.basePath, clock, address =>
      this.inside.listen(address)
    );
    this.control = new ControlClient(
      settings.paths.gatewaySocket,
      change => this.knowledge.apply(change),
      () => this.knowledge.use.take(),
      log
    );
    const requests = new PublicRequests(
      settings,
      this.knowledge,
      doors,
      keptKey(settings.paths.gatewayKey)
    );
    this.server = createListener(
      (request, response) => requests.handle(request, response),
      settings.tls && readCertificate(settings.tls)
    );
    if (settings.tls && this.server instanceof SecureServer) {
      this.stopFollowing = followCertificate(this.server, settings.tls, log);
    }
    this.server.on('upgrade', (request, socket, head) =>
      requests.handleUpgrade(request, socket as Socket, head)
    );
  }

  /** @returns where it listens, with the port that was free when the settings say 0 */
  async listen(): Promise<AddressInfo> {
    this.server.listen(this.settings.port, this.settings.host);
    await once(this.server, 'listening');
    this.control.start();
    return this.server.address() as AddressInfo;
  }

  /** Tells the hub now, and not only every now and then, which programs are used. */
  tellUse(): void {
    this.control.tellUse();
  }

  /** Takes no new connections, ends websockets, lets answers under way end for up to `graceMs`, then ends everything. */
  async close({ graceMs }: { graceMs: number }): Promise<void> {
    this.control.close();
    this.stopFollowing();
    const { server } = this;
    const closed = once(server, 'close');
    server.close();
    this.knowledge.streams.destroyTunnels();
    const tidying = setInterval(() => server.closeIdleConnections(), TIDY_EVERY_MS);
    await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
    clearInterval(tidying);
    this.knowledge.streams.destroyAll();
    server.closeAllConnections();
    await closed;
    await Promise.all([this.inside.close(), this.door.close(), this.knowledge.upstreams.dropAll()]);
  }
}
