import type { ServerProgress } from '../../contract/servers.js';
import { AppError } from '../errors.js';
import type { ProgressLog } from './progress.js';
import { titleOf } from './titles.js';
import type { ServerRow } from './types.js';

/**
 * The steps of the present or last start of a server, from the first one, to its end.
 * @param log - of a start that this process saw
 * @throws AppError `conflict` when it was not started since the hub came up and does not run
 */
export function progressOf(
  row: ServerRow,
  log: ProgressLog | null,
  url: string
): AsyncIterable<ServerProgress> {
  if (row.state === 'running') {
    const message = `${titleOf(row)} is ready`;
    return only({ progress: 100, ready: true, message, url });
  }
  if (row.state === 'failed') {
    return only({
      progress: 100,
      failed: true,
      message: row.reason ?? 'It failed',
      ...(row.logTail ? { logTail: row.logTail } : {})
    });
  }
  const isStarting = row.state === 'starting' || (row.state === 'stopping' && row.restarting);
  if (!isStarting || !log) {
    throw new AppError('conflict', `The server is ${row.state}`);
  }
  return log.follow();
}

async function* only(step: ServerProgress): AsyncGenerator<ServerProgress> {
  yield step;
}
