import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import type { Logger } from 'pino';

import { refuseProgram } from './answers.js';
import type { Address } from './control-protocol.js';
import type { Doors } from './hub-request.js';
import { createListener } from './listener.js';
import { forwardedHeaders, forwardingOf, LISTENER_HEADER } from './request-headers.js';
import { placeOf } from './request-path.js';
import { toHub } from './to-hub.js';
import { whatIsWrongWith } from './request-soundness.js';

const TRY_AGAIN_AFTER_MS = 1_000;

/** Where containers reach the hub: its API, and nothing else. */
export class InsideListener {
  private server: Server | null = null;
  private address: Address | null = null;
  private tryingAgain: NodeJS.Timeout | null = null;

  constructor(
    private readonly settings: { readonly basePath: string; readonly hubPath: string },
    private readonly doors: Doors,
    private readonly log: Logger
  ) {}

  /**
   * Listens at this address and no longer at an earlier one.
   * @throws Error when it cannot; it goes on trying, since the address may be one of a network that is to come
   */
  async listen(address: Address): Promise<void> {
    const { address: before } = this;
    if (this.server !== null && before?.host === address.host && before.port === address.port) {
      return;
    }
    await this.close();
    this.address = address;
    await this.tryToListen(address);
  }

  async close(): Promise<void> {
    clearTimeout(this.tryingAgain ?? undefined);
    const { server } = this;
    this.server = null;
    this.address = null;
    if (server !== null) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  }

  private async tryToListen(address: Address): Promise<void> {
    const server = createListener((request, response) => this.handle(request, response));
    server.listen(address.port, address.host);
    try {
      await once(server, 'listening');
    } catch (error) {
      this.log.warn({ err: error, ...address }, 'cannot listen for containers yet');
      this.tryingAgain = setTimeout(() => void this.tryAgain(address), TRY_AGAIN_AFTER_MS);
      throw error;
    }
    this.server = server;
    this.log.info(address, 'listening for containers');
  }

  private async tryAgain(address: Address): Promise<void> {
    if (this.address === address && this.server === null) {
      await this.tryToListen(address).catch(() => undefined);
    }
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const wrong = whatIsWrongWith(request);
    if (wrong !== null) {
      refuseProgram(response, wrong);
      return;
    }
    const place = placeOf(request.url ?? '', this.settings.basePath);
    if (place.kind === 'malformed') {
      refuseProgram(response, { code: 'invalid-request', detail: 'The path is malformed' });
      return;
    }
    if (place.kind !== 'hub' || !/^api(?:\/|$)/.test(place.below)) {
      refuseProgram(response, { code: 'not-found', detail: "Only the hub's API is served here" });
      return;
    }
    const headers = forwardedHeaders(request, forwardingOf(request, false), '');
    headers.push(LISTENER_HEADER, 'inside');
    const { below, query } = place;
    const path = this.settings.hubPath + below + query;
    toHub(request, response, this.doors, { path, headers, below });
  }
}
