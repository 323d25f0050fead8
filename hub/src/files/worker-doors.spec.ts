import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { doorsTo, WorkerDoor } from './worker-doors.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'labcommons-doors-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('calls for a worker that is not there until it is', async () => {
  const socketPath = join(directory, 'bulk.sock');
  let calls = 0;
  let server: Server | undefined;
  const door = new WorkerDoor(socketPath, () => {
    calls += 1;
    if (calls === 3) {
      server = createServer().listen(socketPath);
    }
  });
  const socket = await door.connected(performance.now() + 10_000);
  expect(calls).toBeGreaterThanOrEqual(3);
  socket.destroy();
  server?.close();
});

it('gives up when none comes', async () => {
  let calls = 0;
  const door = new WorkerDoor(join(directory, 'bulk.sock'), () => (calls += 1));
  await expect(door.connected(performance.now() + 100)).rejects.toMatchObject({
    code: 'files-unavailable'
  });
  expect(calls).toBeGreaterThan(0);
});

it('leads to a worker for what takes long by another socket', async () => {
  const paths = { filesSocket: join(directory, 'f.sock'), bulkSocket: join(directory, 'b.sock') };
  const servers = Object.values(paths).map(path => createServer().listen(path));
  const { files, bulk } = doorsTo(paths);
  const sockets = await Promise.all([files, bulk].map(door => door.connected(0)));
  const counts = servers.map(
    server => new Promise(done => server.getConnections((_, n) => done(n)))
  );
  expect(await Promise.all(counts)).toEqual([1, 1]);
  sockets.forEach(socket => socket.destroy());
  servers.forEach(server => server.close());
});
