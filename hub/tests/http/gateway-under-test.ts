import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import { loadConfig } from '../../src/config.js';
import { sha256 } from '../../src/gateway/credentials.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { SocketGatewayLink } from '../../src/gateway/link.js';
import type { GatewaySettings } from '../../src/gateway/origins.js';
import { type AppRoute, ENTRANCE, type Route } from '../../src/gateway/ports.js';

/** What a fake server saw, as it sends it back. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly headers: Record<string, string | undefined>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly trailers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders | string[];
  readonly body?: string;
  readonly host?: string;
  /** Ask by TLS, and trust this certificate, PEM. */
  readonly trusting?: string;
}

/** A server of ours that says what it saw, or whatever a test makes it say. */
export class FakeServer {
  readonly seen: IncomingMessage[] = [];
  readonly server: Server;
  private handler: RequestListener = echo;

  constructor() {
    this.server = http.createServer((request, response) => {
      this.seen.push(request);
      this.handler(request, response);
    });
    this.server.maxHeadersCount = 0;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  answers(handler: RequestListener): void {
    this.handler = handler;
  }

  async listen(where: string | number): Promise<this> {
    if (typeof where === 'string') {
      rmSync(where, { force: true });
      this.server.listen(where);
    } else {
      this.server.listen(where, '127.0.0.1');
    }
    await once(this.server, 'listening');
    return this;
  }

  async close(): Promise<void> {
    if (this.server.listening) {
      const closed = once(this.server, 'close');
      this.server.close();
      this.server.closeAllConnections();
      await closed;
    }
  }
}

export function echo(request: IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk as Buffer));
  request.on('end', () => {
    const { method, url, rawHeaders, headers } = request;
    const body = Buffer.concat(chunks).toString('latin1');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method, url, rawHeaders, headers, body }));
  });
}

/** A gateway with real sockets, a hub's end of the control connection, a fake hub and a fake server of kim's. */
export class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'gateway-'));
  readonly server = new FakeServer();
  hub = new FakeServer();
  link: SocketGatewayLink;
  gateway: Gateway;
  port = 0;
  now = new Date('2026-01-01T00:00:00Z');
  private readonly settings: GatewaySettings;
  private generation = 0;

  private constructor(settings: Partial<GatewaySettings>) {
    const { config } = loadConfig({ LABCOMMONS_DATA: this.directory, LABCOMMONS_PORT: '0' });
    const run = this.directory;
    this.settings = {
      ...config,
      paths: {
        ...config.paths,
        gatewaySocket: join(run, 'control.sock'),
        hubSocket: join(run, 'hub.sock')
      },
      ...settings
    };
    this.link = this.newLink();
    this.gateway = this.newGateway();
  }

  /** Ready for requests to kim's server, with the sign-in `kims-session`. */
  static async start(settings: Partial<GatewaySettings> = {}): Promise<World> {
    const world = new World(settings);
    await world.server.listen(0);
    await world.hub.listen(world.settings.paths.hubSocket);
    await world.tellAll();
    await world.link.open();
    ({ port: world.port } = await world.gateway.listen());
    await world.waitUntilConnected();
    return world;
  }

  /** Like {@link start}, with no hub at all. */
  static async startAlone(): Promise<World> {
    const world = new World({});
    await world.server.listen(0);
    ({ port: world.port } = await world.gateway.listen());
    return world;
  }

  /** Where users' paths are answered. */
  get labHost(): string {
    return this.settings.labOrigin === undefined
      ? `127.0.0.1:${this.port}`
      : new URL(this.settings.labOrigin).host;
  }

  get kimsPrefix(): string {
    return `${this.settings.basePath}user/kim/`;
  }

  async addServer(prefix: string, owner: string, port = this.server.port): Promise<void> {
    await this.link.addRoute({ ...route(prefix, owner, port), app: null });
  }

  /** A program that knows nothing of the hub. */
  async addApp(
    prefix: string,
    owner: string,
    app: AppRoute,
    port = this.server.port
  ): Promise<void> {
    await this.link.addRoute({ ...route(prefix, owner, port), app });
  }

  /** Goes through the door of a program with a code, as from the hub. @returns the cookie to show from then on */
  async passInto(prefix: string, publicId: string): Promise<string> {
    const code = randomUUID();
    await this.link.announceCode(sha256(code), publicId, prefix);
    const { headers } = await this.ask(`${prefix}${ENTRANCE}?code=${code}&next=${prefix}`, {
      headers: { Host: this.labHost }
    });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    return cookie.split(';')[0] ?? '';
  }

  /** The hub dies and is started again: first nothing, then a link that has been told everything again. */
  async killHub(): Promise<void> {
    await Promise.all([this.link.close(), this.hub.close()]);
  }

  async startHub(): Promise<void> {
    this.link = this.newLink();
    await this.tellAll();
    this.hub = await new FakeServer().listen(this.settings.paths.hubSocket);
    await this.link.open();
    await this.waitUntilConnected();
  }

  newLink(): SocketGatewayLink {
    return new SocketGatewayLink(this.settings.paths.gatewaySocket, () => this.now);
  }

  newGateway(): Gateway {
    return new Gateway(this.settings, () => this.now, pino({ level: 'silent' }));
  }

  /** Until the gateway knows what only the present link has told. */
  async waitUntilConnected(): Promise<void> {
    await eventually(async () => {
      const headers = { Host: this.labHost };
      const { status } = await this.ask(`${this.markPrefix}api`, { headers });
      return status === 200;
    }, 'the connection');
  }

  async stop(): Promise<void> {
    await this.gateway.close({ graceMs: 0 });
    await this.killHub();
    await this.server.close();
    rmSync(this.directory, { recursive: true });
  }

  ask(path: string, options: AskOptions = {}): Promise<Answer> {
    const { tls } = this.settings;
    const trusting = tls ? { trusting: readFileSync(tls.certificate, 'utf8') } : {};
    return ask(this.port, path, { ...trusting, ...options });
  }

  async echoed(path: string, options: AskOptions = {}): Promise<Echo> {
    const { status, body } = await this.ask(path, options);
    if (status !== 200) {
      throw new Error(`${path} answered ${status}: ${body}`);
    }
    return JSON.parse(body) as Echo;
  }

  /** Sends bytes as they are and returns all that comes back until the connection ends. */
  raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.port, '127.0.0.1');
      let text = '';
      socket.setTimeout(30_000, () => socket.destroy(new Error(`no end after: ${text}`)));
      socket.on('data', chunk => (text += chunk.toString('latin1')));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(text) : reject(error)
      );
      socket.on('close', () => resolve(text));
      socket.write(bytes, 'latin1');
    });
  }

  private get markPrefix(): string {
    return `${this.settings.basePath}user/generation-${this.generation}/`;
  }

  private async tellAll(): Promise<void> {
    this.generation += 1;
    await this.addServer(this.markPrefix, `generation-${this.generation}`);
    await this.addServer(this.kimsPrefix, 'kim');
    await this.link.openSession('kims-session');
  }
}

function route(prefix: string, owner: string, port: number): Omit<Route, 'app'> {
  return { prefix, owner, host: '127.0.0.1', port, serverId: prefix };
}

export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, host = '127.0.0.1', trusting }: AskOptions = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = { port, path, method, headers, host, agent: false as const };
    const request =
      trusting === undefined
        ? http.request(target)
        : https.request({ ...target, ca: trusting, servername: '' });
    request.once('error', reject);
    request.once('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk as Buffer));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          message: response.statusMessage ?? '',
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          trailers: response.trailers as http.IncomingHttpHeaders,
          body: Buffer.concat(chunks).toString('latin1')
        })
      );
    });
    request.end(body);
  });
}

/** Waits for something to become true, at most 30 s. */
export async function eventually(
  isTrue: () => boolean | Promise<boolean>,
  what = 'it'
): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) {
      throw new Error(`${what} did not happen within 30 s`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

export function headerValues(raw: readonly string[], name: string): string[] {
  return raw.filter((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === name.toLowerCase());
}
