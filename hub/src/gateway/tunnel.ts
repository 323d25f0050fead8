import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import { connect, type Socket } from 'node:net';

import { answerToUpgrade, refuseProgram } from './answers.js';
import type { Credentials } from './decision.js';
import type { Knowledge } from './knowledge.js';
import { misdeedIn, NOT_HTTP, SERVER_HEADER_BYTES } from './misdeeds.js';
import type { OpenStream } from './open-streams.js';
import { reasonOf, serverResponseHeaders, tunnelHeaders } from './response-headers.js';
import type { ServerErrand } from './server-errand.js';

const CONNECT_WITHIN_MS = 10_000;
const TRY_AGAIN_AFTER_MS = 200;
const TRIES_WHILE_NEW = 10;

/** Bytes of servers are read into the same memory, one connection after the other, and copied from there at once. */
const READ_INTO = Buffer.allocUnsafeSlow(64 * 1024);

/** A websocket: after the server's 101 a byte tunnel, whose frames nobody here reads. */
export class Tunnel implements OpenStream {
  readonly isTunnel = true;
  private upstream: ClientRequest | null = null;
  private upstreamSocket: Socket | null = null;
  private tries = 0;
  private isAnswered = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly socket: Socket,
    private readonly head: Buffer,
    private readonly errand: ServerErrand,
    private readonly knowledge: Knowledge
  ) {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => this.onClientClosed());
    knowledge.streams.add(this);
    this.ask();
  }

  get prefix(): string {
    return this.errand.to.route.prefix;
  }

  get appId(): string | undefined {
    const { app, serverId } = this.errand.to.route;
    return app === null ? undefined : serverId;
  }

  get bytesFromClient(): number {
    return this.socket.bytesRead;
  }

  get credentials(): Credentials {
    return this.errand.to.credentials;
  }

  destroy(): void {
    this.socket.destroy();
    this.upstream?.destroy();
    this.upstreamSocket?.destroy();
  }

  private onClientClosed(): void {
    this.knowledge.streams.delete(this);
    this.upstream?.destroy();
    this.upstreamSocket?.destroySoon();
  }

  private ask(): void {
    this.tries += 1;
    const { path, headers } = this.errand;
    const upstream = httpRequest({
      path,
      method: 'GET',
      headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
      maxHeaderSize: SERVER_HEADER_BYTES,
      createConnection: () => this.connect()
    });
    this.upstream = upstream;
    const tooLate = setTimeout(
      () => upstream.destroy(new Error('No connection')),
      CONNECT_WITHIN_MS
    );
    upstream
      .once('socket', socket => socket.once('connect', () => clearTimeout(tooLate)))
      .once('close', () => clearTimeout(tooLate))
      .once('upgrade', (answer, socket, head) => this.open(answer, socket as Socket, head))
      .once('response', answer => this.relay(answer))
      .on('error', (error: NodeJS.ErrnoException) => this.onFailed(error));
    upstream.end();
  }

  /**
   * A connection to the server. What comes through it once it is a tunnel goes to the client directly: its stream, and
   * new memory for each chunk, took a seventh of a message's time.
   */
  private connect(): Socket {
    const { socket } = this;
    const { host, port } = this.errand.to.route;
    const upstream: Socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: READ_INTO,
        callback: (length, buffer) => {
          const bytes = Buffer.from(buffer.subarray(0, length));
          if (upstream !== this.upstreamSocket) {
            return upstream.push(bytes);
          }
          if (socket.destroyed) {
            upstream.destroy();
            return false;
          }
          return socket.write(bytes);
        }
      }
    });
    return upstream;
  }

  private open(answer: IncomingMessage, upstream: Socket, head: Buffer): void {
    const { socket } = this;
    this.isAnswered = true;
    this.upstreamSocket = upstream;
    upstream.setTimeout(0);
    upstream.on('error', () => socket.destroy());
    upstream.once('end', () => socket.end());
    upstream.once('close', () => socket.destroySoon());
    if (socket.destroyed) {
      upstream.destroy();
      return;
    }
    socket.write(
      headOf(answer, tunnelHeaders(answer.rawHeaders, this.prefix, this.errand.place)),
      'latin1'
    );
    socket.write(head);
    upstream.write(this.head);
    socket.on('drain', () => upstream.resume());
    socket.pipe(upstream);
  }

  /** The server said no, in its own words. */
  private relay(answer: IncomingMessage): void {
    const { statusCode = 0, statusMessage } = answer;
    const response = this.answer();
    if (statusCode < 200) {
      answer.destroy();
      refuseProgram(response, { code: 'server-misbehaved', detail: NOT_HTTP });
      return;
    }
    response.sendDate = false;
    response.writeHead(
      statusCode,
      reasonOf(statusMessage),
      serverResponseHeaders(answer.rawHeaders, this.prefix, this.errand.place)
    );
    answer.pipe(response);
    answer.once('error', () => this.destroy());
  }

  private onFailed(error: NodeJS.ErrnoException): void {
    if (this.socket.destroyed || this.isAnswered) {
      this.socket.destroy();
      return;
    }
    const notYetThere =
      error.code === 'ECONNREFUSED' &&
      this.tries < TRIES_WHILE_NEW &&
      this.knowledge.isNew(this.errand.to.route);
    if (notYetThere) {
      setTimeout(() => {
        if (!this.socket.destroyed) {
          this.ask();
        }
      }, TRY_AGAIN_AFTER_MS);
    } else {
      const misdeed = misdeedIn(error);
      refuseProgram(
        this.answer(),
        misdeed === null
          ? { code: 'server-unreachable', detail: 'The server does not answer' }
          : { code: 'server-misbehaved', detail: misdeed }
      );
    }
  }

  private answer(): ServerResponse {
    this.isAnswered = true;
    return answerToUpgrade(this.request, this.socket);
  }
}

function headOf({ statusCode, statusMessage }: IncomingMessage, headers: string[]): string {
  const lines = [`HTTP/1.1 ${statusCode} ${reasonOf(statusMessage)}`];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    lines.push(`${headers[i]}: ${headers[i + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
