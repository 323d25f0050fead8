import { createConnection, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { AppError } from '../errors.js';
import { readLine } from './line.js';
import { OperatorAnswer, type OperatorRequest } from './requests.js';

const ASK_AGAIN_MS = 100;

function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
        resolve(null);
      } else {
        reject(error);
      }
    });
  });
}

/**
 * Has a running hub carry out a command.
 * @param waitMs - how long to wait for a hub that is being started again
 * @returns lines to print; null when no hub listens
 * @throws AppError as the hub answered
 */
export async function askHub(
  path: string,
  request: OperatorRequest,
  { waitMs }: { waitMs: number }
): Promise<string[] | null> {
  const deadline = Date.now() + waitMs;
  let socket = await connect(path);
  while (!socket && Date.now() < deadline) {
    await pause(ASK_AGAIN_MS);
    socket = await connect(path);
  }
  if (!socket) {
    return null;
  }
  socket.end(`${JSON.stringify(request)}\n`);
  const line = await readLine(socket);
  socket.destroy();
  if (line === null) {
    throw new Error(
      'The hub broke off before it answered; look at what is there before trying again'
    );
  }
  const answer = OperatorAnswer.parse(JSON.parse(line));
  if (answer.kind === 'refused') {
    throw new AppError(answer.code, answer.detail);
  }
  return answer.lines;
}
