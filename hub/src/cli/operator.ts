import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { operate, type OperatorServices } from './operations.js';
import { readLine } from './line.js';
import { OperatorRequest, type OperatorAnswer } from './requests.js';

const SILENT_FOR_MS = 30_000;

/** Where the command line reaches a running hub. Only the hub's user can: mode 0600 in a directory of 0700. */
export function operatorSocket(config: Pick<Config, 'paths'>): string {
  return join(config.paths.run, 'operator.sock');
}

function requestIn(line: string): OperatorRequest {
  try {
    return OperatorRequest.parse(JSON.parse(line));
  } catch (cause) {
    const detail = 'The hub does not know this command; is it of another version?';
    throw new AppError('invalid-request', detail, { cause });
  }
}

/** The hub's end for the command line: one request as a line of JSON, one answer as a line, and good-bye. */
export class OperatorServer {
  private server: Server | null = null;

  constructor(
    private readonly path: string,
    private readonly services: OperatorServices,
    private readonly onBug: (error: unknown) => void
  ) {}

  async open(): Promise<void> {
    await rm(this.path, { force: true });
    const server = createServer({ allowHalfOpen: true }, socket => void this.serve(socket));
    // The socket is made within this call: at no moment can others connect to it.
    const before = process.umask(0o177);
    server.listen(this.path);
    process.umask(before);
    await once(server, 'listening');
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }
  }

  private async serve(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    socket.setTimeout(SILENT_FOR_MS, () => socket.destroy());
    const answer = await this.answerTo(socket);
    if (answer) {
      socket.end(`${JSON.stringify(answer)}\n`);
    }
  }

  private async answerTo(socket: Socket): Promise<OperatorAnswer | null> {
    try {
      const line = await readLine(socket);
      if (line === null) {
        socket.destroy();
        return null;
      }
      // From now on it is we who take our time.
      socket.setTimeout(0);
      return { kind: 'done', lines: await operate(this.services, requestIn(line)) };
    } catch (error) {
      if (error instanceof AppError) {
        return { kind: 'refused', code: error.code, detail: error.message };
      }
      this.onBug(error);
      return { kind: 'refused', code: 'internal', detail: 'The hub failed; its log says why' };
    }
  }
}
