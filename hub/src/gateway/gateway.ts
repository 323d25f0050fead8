import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { Clock } from '../clock.js';
import { ControlClient } from './control-client.js';
import { HubDoor } from './hub-door.js';
import { InsideListener } from './inside-listener.js';
import { Knowledge } from './knowledge.js';
import type { GatewaySettings } from './origins.js';
import { PARSER_OPTIONS, survive } from './parser-options.js';
import { PublicRequests } from './public-requests.js';

/** The whole gateway: the public listener, the one for containers, and the connection to the hub. */
export class Gateway {
  private readonly knowledge: Knowledge;
  private readonly door: HubDoor;
  private readonly inside: InsideListener;
  private readonly control: ControlClient;
  private readonly server: Server;

  constructor(
    private readonly settings: GatewaySettings,
    clock: Clock,
    log: Logger
  ) {
    this.door = new HubDoor(settings.paths.hubSocket);
    this.inside = new InsideListener(settings, this.door, log);
    this.knowledge = new Knowledge(settings.basePath, clock, address =>
      this.inside.listen(address)
    );
    this.control = new ControlClient(
      settings.paths.gatewaySocket,
      change => this.knowledge.apply(change),
      log
    );
    const requests = new PublicRequests(settings, this.knowledge, this.door);
    this.server = createServer(PARSER_OPTIONS, (request, response) =>
      requests.handle(request, response)
    );
    this.server.on('upgrade', (request, socket, head) =>
      requests.handleUpgrade(request, socket as Socket, head)
    );
    survive(this.server);
  }

  /** @returns where it listens, with the port that was free when the settings say 0 */
  async listen(): Promise<AddressInfo> {
    this.server.listen(this.settings.port, this.settings.host);
    await once(this.server, 'listening');
    this.control.start();
    return this.server.address() as AddressInfo;
  }

  /** Takes no new connections, lets answers under way end for up to `graceMs`, and then ends everything. */
  async close({ graceMs }: { graceMs: number }): Promise<void> {
    this.control.close();
    const closed = once(this.server, 'close');
    this.server.close();
    const giveUpAt = Date.now() + graceMs;
    while (this.knowledge.streams.responses > 0 && Date.now() < giveUpAt) {
      await sleep(50);
    }
    this.knowledge.streams.destroyAll();
    await this.inside.close();
    this.server.closeAllConnections();
    await closed;
    await Promise.all([this.door.close(), this.knowledge.upstreams.dropAll()]);
  }
}
