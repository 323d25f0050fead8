import { createRequire } from 'node:module';

import type Dockerode from 'dockerode';

const load = createRequire(import.meta.url);

/** An empty module in the place of another, which is then not loaded. */
function leaveOut(path: string): void {
  const empty: Partial<NodeJS.Module> = { id: path, filename: path, exports: {}, loaded: true };
  load.cache[path] ??= empty as NodeJS.Module;
}

/**
 * The driver of the container engine. Left out is what it would build images with by BuildKit, and reach engines with by
 * an ssh of its own: we do neither, and it is 16 MiB.
 */
function loadDriver(): typeof Dockerode {
  const ofDriver = createRequire(load.resolve('dockerode'));
  const ofModem = createRequire(ofDriver.resolve('docker-modem'));
  leaveOut(ofDriver.resolve('@grpc/grpc-js'));
  leaveOut(ofDriver.resolve('@grpc/proto-loader'));
  leaveOut(ofModem.resolve('ssh2'));
  return load('dockerode') as typeof Dockerode;
}

export const Driver = loadDriver();
