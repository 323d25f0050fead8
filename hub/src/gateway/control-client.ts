import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import type { Logger } from 'pino';

import { encodeLine, HubMessage, type Change } from './control-protocol.js';

const RECONNECT_AFTER_MS = 100;
const TELL_USE_EVERY_MS = 30_000;

/** The gateway's side of the control connection: connects, and connects again for as long as it lives. */
export class ControlClient {
  private socket: Socket | null = null;
  private reconnecting: NodeJS.Timeout | null = null;
  private readonly telling: NodeJS.Timeout;
  private isClosed = false;

  /** @param takeUse - the servers whose programs were used since it was asked last */
  constructor(
    private readonly socketPath: string,
    private readonly apply: (change: Change) => Promise<void>,
    private readonly takeUse: () => string[],
    private readonly log: Logger
  ) {
    this.telling = setInterval(() => this.tellUse(), TELL_USE_EVERY_MS).unref();
  }

  start(): void {
    const socket = connect(this.socketPath);
    this.socket = socket;
    // A hub that is not there yet or died is an ordinary moment: 'close' follows and starts the next try.
    socket.on('error', () => undefined);
    socket.once('connect', () => this.log.info('connected to the hub'));
    socket.once('close', () => this.startAgainSoon());
    // Changes take effect in the order they were told.
    let before = Promise.resolve();
    createInterface({ input: socket })
      .on('line', line => {
        before = before.then(() => this.handle(line, socket));
      })
      .on('error', () => undefined);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.telling);
    clearTimeout(this.reconnecting ?? undefined);
    this.socket?.destroy();
  }

  /** Tells the hub which programs were used; what cannot be told waits. */
  tellUse(): void {
    if (this.socket?.readyState === 'open') {
      const used = this.takeUse();
      if (used.length > 0) {
        this.socket.write(encodeLine({ used }));
      }
    }
  }

  private startAgainSoon(): void {
    if (!this.isClosed) {
      this.reconnecting = setTimeout(() => this.start(), RECONNECT_AFTER_MS);
    }
  }

  private async handle(line: string, socket: Socket): Promise<void> {
    let message: HubMessage;
    try {
      message = HubMessage.parse(JSON.parse(line));
    } catch (error) {
      this.log.error({ err: error }, 'the hub said something that is not understood');
      socket.destroy();
      return;
    }
    try {
      await this.apply(message.change);
      socket.write(encodeLine({ id: message.id }));
    } catch (error) {
      this.log.error({ err: error, change: message.change.type }, 'cannot do what the hub says');
      socket.write(encodeLine({ id: message.id, error: (error as Error).message }));
    }
  }
}
