import {
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { WorkerClient } from '../files/worker-client.js';
import { FilesWorkerProcess } from '../testing/files-worker-process.js';
import { itIsVolumeFiles } from '../testing/volume-files-contract.js';

const isRoot = process.getuid?.() === 0;

let worker: FilesWorkerProcess;
let client: WorkerClient;

beforeAll(() => {
  worker = new FilesWorkerProcess();
  client = new WorkerClient(worker.socketPath);
  worker.start();
});
afterAll(() => worker.remove());

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!isSo()) {
    expect(Date.now()).toBeLessThan(deadline);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

describe('through its socket', () => {
  let round = 0;
  const top = () => join(worker.volumes, String(round));

  beforeEach(() => {
    round += 1;
    mkdirSync(join(top(), 'volume'), { recursive: true });
    mkdirSync(join(top(), 'outside'));
    if (isRoot) {
      chownSync(join(top(), 'volume'), 1000, 100);
    }
  });
  afterEach(() => rmSync(top(), { recursive: true, force: true }));

  itIsVolumeFiles(() => ({
    files: client,
    volume: join(top(), 'volume'),
    outside: join(top(), 'outside'),
    owner: isRoot ? '1000:100' : undefined
  }));
});
