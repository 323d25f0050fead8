import type { Response } from 'express';

const BUFFER_LIMIT = 1024 * 1024;

/** Server-sent events to one client. Comments keep it alive; a client that does not read is cut off. */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly endings: (() => void)[] = [];
  private isOpen = true;

  /** @param onBeat - asked before each heartbeat; false ends the stream */
  constructor(
    private readonly response: Response,
    heartbeatMs: number,
    onBeat: () => boolean = () => true
  ) {
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no'
    });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    this.heartbeat = setInterval(() => {
      if (onBeat()) {
        this.write(':\n\n');
      } else {
        this.end();
      }
    }, heartbeatMs);
    this.heartbeat.unref();
    response.on('close', () => this.finish());
    response.on('error', () => this.finish());
  }

  /** @param act - called once when the stream is over, whoever ended it; at once if it is over already */
  onEnd(act: () => void): void {
    if (this.isOpen) {
      this.endings.push(act);
    } else {
      act();
    }
  }

  get open(): boolean {
    return this.isOpen;
  }

  /** @param id - what the client names in `Last-Event-ID` when it comes back */
  send(data: unknown, id?: number): void {
    this.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  /** Tells the client where it stands, without an event. */
  mark(id: number): void {
    this.write(`id: ${id}\n\n`);
  }

  end(): void {
    if (this.isOpen) {
      this.finish();
      this.response.end();
    }
  }

  private write(text: string): void {
    if (!this.isOpen) {
      return;
    }
    this.response.write(text);
    if (this.response.writableLength > BUFFER_LIMIT) {
      this.finish();
      this.response.destroy();
    }
  }

  private finish(): void {
    if (!this.isOpen) {
      return;
    }
    this.isOpen = false;
    clearInterval(this.heartbeat);
    for (const act of this.endings.splice(0)) {
      act();
    }
  }
}
