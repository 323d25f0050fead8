import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { ENDPOINTS } from '../../hub/contract/api.js';
import { API_PATH, type Endpoint } from '../../hub/contract/endpoint.js';
import type { HubEvent } from '../../hub/contract/events.js';
import { type LabProxy } from './lab-proxy.js';
import { PROBLEMS, type FieldProblem, type ProblemCode } from '../../hub/contract/problem.js';

/** A refusal that a handler throws. */
export class Refusal extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly fields: FieldProblem[] = []
  ) {
    super(detail);
  }
}

/** An answer that says more than its text: what a handler of bytes gives where headers matter. */
export class Reply {
  constructor(
    readonly text: string | Buffer,
    readonly headers: Record<string, string>,
    readonly status?: number
  ) {}
}

export interface Asked {
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
  /** `HEAD` is asked of the endpoint that answers to `GET`. */
  readonly method: string;
}

/** Answers one endpoint: a value of its response schema, or text for one that produces bytes. */
export type Handler = (asked: Asked) => unknown;

/**
 * A hub without anything behind it, in front of a plain JupyterLab: routes, validates and answers by the contract's endpoint values, so that panels and
 * fake cannot agree on something that the contract does not say.
 */
export class FakeHub {
  private constructor(private readonly lab: LabProxy) {
    this.server.on('upgrade', (request, socket, head) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      lab.upgrade(request, socket, head);
    });
  }

  /** By endpoint id. */
  readonly handlers = new Map<string, Handler>();
  /** Every request that was understood, as `METHOD id`. */
  readonly asked: string[] = [];
  /** While true, every connection is cut. */
  isDown = false;

  static async start(lab: LabProxy): Promise<FakeHub> {
    const hub = new FakeHub(lab);
    await new Promise<void>(resolve => hub.server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many pages have the event stream open. */
  get listeners(): number {
    return this.streams.size;
  }

  /** Sends an event to every open stream. */
  emit(event: HubEvent): void {
    this.eventId += 1;
    for (const stream of this.streams) {
      stream.write(`id: ${this.eventId}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  /** Out of reach from now on: open streams end, new requests find nobody. */
  goDown(): void {
    this.isDown = true;
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  comeBack(): void {
    this.isDown = false;
  }

  async stop(): Promise<void> {
    this.goDown();
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>(resolve => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hub');
    const path = pathname.slice(pathname.indexOf(API_PATH) + API_PATH.length);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = ENDPOINTS.map(endpoint => ({ endpoint, params: match(endpoint, path) })).find(
      ({ endpoint, params }) => params && endpoint.method === method
    );
    if (!found?.params) return refuse(response, new Refusal('not-found', `no endpoint ${path}`));
    const { endpoint, params } = found;
    this.asked.push(`${endpoint.method} ${endpoint.id}`);
    const isOpen = endpoint.credentials === 'none';
    if (!isOpen && !request.headers.authorization?.startsWith('Bearer ')) {
      return refuse(response, new Refusal('not-signed-in', 'no token'));
    }
    if (endpoint.id === 'followEvents') return this.follow(response);
    const handler = this.handlers.get(endpoint.id);
    if (!handler) return refuse(response, new Refusal('not-found', `no handler ${endpoint.id}`));
    const query = endpoint.query.parse(Object.fromEntries(searchParams)) as Asked['query'];
    const text = await readBody(request);
    const body: unknown =
      endpoint.consumes === 'bytes'
        ? text
        : endpoint.body.parse(text ? JSON.parse(text) : undefined);
    const { headers } = request;
    const answer = await handler({ params, query, body, headers, method: request.method ?? '' });
    if (answer instanceof Reply) return reply(endpoint, answer, response);
    if (endpoint.produces === 'bytes') return sendBytes(request, response, String(answer));
    if (endpoint.produces === 'nothing') return void response.writeHead(endpoint.status).end();
    const json = JSON.stringify(endpoint.response.parse(answer));
    response.writeHead(endpoint.status, { 'Content-Type': 'application/json' }).end(json);
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': hello\n\n');
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  private readonly streams = new Set<ServerResponse>();
  private readonly sockets = new Set<Duplex>();
  private eventId = 0;
  private readonly server: HttpServer = createServer((request, response) => {
    if (!request.url?.includes(`/hub/${API_PATH}`)) return this.lab.pass(request, response);
    if (this.isDown) return void request.socket.destroy();
    this.answer(request, response).catch((error: unknown) =>
      refuse(
        response,
        error instanceof Refusal ? error : new Refusal('invalid-request', String(error))
      )
    );
  });
}

function match(endpoint: Endpoint, path: string): Record<string, string> | null {
  const pattern = endpoint.path
    .replace(/\{(\w+)\*\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const groups = new RegExp(`^${pattern}$`).exec(path);
  if (!groups) return null;
  return Object.fromEntries(
    Object.entries(groups.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value ?? '')
    ])
  );
}

function reply(endpoint: Endpoint, answer: Reply, response: ServerResponse): void {
  response.writeHead(answer.status ?? endpoint.status, answer.headers).end(answer.text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function refuse(response: ServerResponse, { code, detail, fields }: Refusal): void {
  const { status, title } = PROBLEMS[code];
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(
    JSON.stringify({
      type: `/problems/${code}`,
      title,
      status,
      detail,
      requestId: 'fake-0001',
      ...(fields.length > 0 && { errors: fields })
    })
  );
}

function sendBytes(request: IncomingMessage, response: ServerResponse, text: string): void {
  const whole = Buffer.from(text);
  const range = /bytes=(\d+)-(\d+)?/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  if (range && from >= whole.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${whole.length}` }).end();
    return;
  }
  const to = Math.min(whole.length - 1, Number(range?.[2] ?? whole.length - 1));
  response
    .writeHead(range ? 206 : 200, {
      'Content-Type': 'text/plain',
      ...(range && { 'Content-Range': `bytes ${from}-${to}/${whole.length}` })
    })
    .end(whole.subarray(from, to + 1));
}
