import { rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { inspect } from 'node:util';

import { dataPaths } from '../data-paths.js';
import { passBytesOn } from '../files/passing-bytes.js';
import { become, platformIdentity } from '../identity.js';
import { mapStacks } from '../source-maps.js';
import { dataDirectoryHandle, directoryHandle, reachThrough } from './data-handle.js';
import { LocalFiles } from './local-files.js';
import { filesServer } from './server.js';
import { SmallFilesThreads } from './small-files-threads.js';

/** How long a stop waits for what is under way. */
const GRACE_MS = 5000;

/** @param program - what this process runs */
export async function serveFiles(program: string): Promise<void> {
  mapStacks();
  passBytesOn();
  // Only the place of the data is of interest here, and the settings file may be readable by the hub's user only.
  const dataDir = resolve(process.env['LABCOMMONS_DATA'] ?? 'data');
  const { filesSocket } = dataPaths(dataDir);
  const reach = reachThrough(dataDirectoryHandle(dataDir), dataDir);
  const socketDirectory = directoryHandle(reach(dirname(filesSocket)));
  // While the program may still be read.
  const small = await SmallFilesThreads.start(program);
  becomePlatformIdentity();
  process.umask(0o022);

  const socketPath = `/proc/self/fd/${socketDirectory}/${basename(filesSocket)}`;
  const server = filesServer(new LocalFiles(reach, small), error => {
    process.stderr.write(`files worker: ${inspect(error)}\n`);
  });
  rmSync(socketPath, { force: true });
  server.listen(socketPath);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(0), GRACE_MS).unref();
    });
  }
}

/** Started as root, which may be needed to read the program and to reach the data, we stay root no longer than that. */
function becomePlatformIdentity(): void {
  if (process.getuid?.() === 0) {
    become(platformIdentity({ getuid: () => 0, getgid: () => 0 }));
  }
}
