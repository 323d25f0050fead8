import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Dispatcher } from 'undici';

import { hubUpstream } from './upstreams.js';

const KNOCK_EVERY_MS = 50;

/** The way to the hub: its socket goes and comes back when the hub is restarted. */
export class HubDoor {
  readonly dispatcher: Dispatcher;
  private knocking: Promise<void> | null = null;
  private isClosed = false;

  constructor(private readonly socketPath: string) {
    this.dispatcher = hubUpstream(socketPath);
  }

  /** Waits until the hub takes connections, or for this time; all who wait share one knocking. */
  async waitUntilOpen(ms: number): Promise<void> {
    this.knocking ??= this.knock().finally(() => {
      this.knocking = null;
    });
    await Promise.race([this.knocking, sleep(ms, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.dispatcher.destroy();
  }

  private async knock(): Promise<void> {
    do {
      await sleep(KNOCK_EVERY_MS, undefined, { ref: false });
    } while (!this.isClosed && !(await this.isOpen()));
  }

  private isOpen(): Promise<boolean> {
    return new Promise(resolve => {
      const socket = connect(this.socketPath);
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  }
}
