import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
import { inspect } from 'node:util';

import { dataPaths } from '../data-paths.js';
import { passBytesOn } from '../files/passing-bytes.js';
import { become, platformIdentity } from '../identity.js';
import { mapStacks } from '../source-maps.js';
import { dataDirectoryHandle, directoryHandle, reachThrough } from './data-handle.js';
import { LocalFiles } from './local-files.js';
import { filesServer } from './server.js';
import { smallFilesHere } from './small-files.js';
import { SmallFilesThreads } from './small-files-threads.js';

/** How long a stop waits for what is under way. */
const GRACE_MS = 5000;

/**
 * Serves files to hub and gateway.
 * @param argv - what this process runs; with `bulk` and a time in milliseconds behind it, it is the worker for what takes
 * long, and ends when it has had nothing to do for that time
 */
export async function serveFiles([program = '', kind, staysMs]: readonly string[]): Promise<void> {
  const isBulk = kind === 'bulk';
  mapStacks();
  passBytesOn();
  // Only the place of the data is of interest here, and the settings file may be readable by the hub's user only.
  const dataDir = resolve(process.env['LABCOMMONS_DATA'] ?? 'data');
  const { filesSocket, bulkSocket } = dataPaths(dataDir);
  const reach = reachThrough(dataDirectoryHandle(dataDir), dataDir);
  const socketDirectory = directoryHandle(reach(dirname(filesSocket)));
  // While the program may still be read.
  const small = isBulk ? await SmallFilesThreads.start(program) : smallFilesHere;
  becomePlatformIdentity();
  process.umask(0o022);

  const socketPath = `/proc/self/fd/${socketDirectory}/${basename(isBulk ? bulkSocket : filesSocket)}`;
  const server = filesServer(new LocalFiles(reach, small), error => {
    process.stderr.write(`files worker: ${inspect(error)}\n`);
  });
  rmSync(socketPath, { force: true });
  server.listen(socketPath);
  if (isBulk) {
    endWhenIdle(server, Number(staysMs));
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(0), GRACE_MS).unref();
    });
  }
}

/** Whoever connects in that very instant meets what he meets when a worker is killed, and asks another one. */
function endWhenIdle(server: Server, staysMs: number): void {
  let connections = 0;
  const end = () => process.exit(0);
  let ending = setTimeout(end, staysMs);
  server.on('connection', socket => {
    connections += 1;
    clearTimeout(ending);
    socket.once('close', () => {
      connections -= 1;
      if (connections === 0) {
        ending = setTimeout(end, staysMs);
      }
    });
  });
}

/** Started as root, which may be needed to read the program and to reach the data, we stay root no longer than that. */
function becomePlatformIdentity(): void {
  if (process.getuid?.() === 0) {
    become(platformIdentity({ getuid: () => 0, getgid: () => 0 }));
  }
}
