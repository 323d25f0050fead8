import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { WorkerClient } from '../files/worker-client.js';
import { soleDoor } from '../testing/sole-door.js';
import { FilesWorkerProcess } from '../testing/files-worker-process.js';
import { until } from '../testing/until.js';
import { unwatched } from '../../tests/files/tree-copies.js';

const FILES = 60;

describe('the files worker over a snapshot', () => {
  let worker: FilesWorkerProcess;
  let client: WorkerClient;
  let volume: string;
  let shelf: string;

  beforeAll(() => {
    worker = new FilesWorkerProcess();
    worker.start();
    client = new WorkerClient(soleDoor(worker.socketPath));
  });
  afterAll(() => worker.remove());
  beforeEach(() => {
    volume = join(worker.volumes, 'volume');
    shelf = join(worker.volumes, 'shelf');
    [volume, shelf].forEach(path => mkdirSync(path));
    for (let number = 0; number < FILES; number++) {
      writeFileSync(join(volume, String(number)), Buffer.alloc(1_000_000, `${number} `));
    }
    const { uid, gid } = statSync(worker.volumes);
    execFileSync('chown', ['-R', `${uid}:${gid}`, volume, shelf]);
  });
  afterEach(() => execFileSync('rm', ['-rf', volume, shelf]));

  const snap = (signal = new AbortController().signal) =>
    client.snapshotTree(
      { directory: volume, path: '' },
      { directory: shelf, path: 'v' },
      {
        id: 'one',
        name: 'day',
        previous: null,
        without: [],
        minFreePercent: 0,
        onlyIfChanged: false,
        ...unwatched(),
        signal
      }
    );
  const listed = (path: string) =>
    existsSync(join(shelf, 'v', path)) ? readdirSync(join(shelf, 'v', path)) : [];

  it('makes a whole one, of the platform identity, though it was killed in the middle', async () => {
    const making = snap();
    await until('some of it', () => listed('making/one/tree').length >= 10);
    await worker.stop('SIGKILL');
    expect(listed('trees')).toEqual([]);
    worker.start();
    expect(await making).toMatchObject({ made: true, files: FILES, warnings: [] });
    expect(listed('trees/day')).toHaveLength(FILES);
    expect(listed('making')).toEqual([]);
    for (let number = 0; number < FILES; number++) {
      const copy = readFileSync(join(shelf, 'v/trees/day', String(number)));
      expect(copy.equals(Buffer.alloc(1_000_000, `${number} `))).toBe(true);
    }
    expect(statSync(join(shelf, 'v/trees/day/0')).uid).toBe(statSync(worker.volumes).uid);
  });

  it('leaves nothing when the hub hangs up', async () => {
    writeFileSync(join(volume, 'huge'), '');
    truncateSync(join(volume, 'huge'), 2 ** 40);
    worker.hinderCopies();
    const hungUp = new AbortController();
    const making = snap(hungUp.signal);
    await until('some of it', () => listed('making/one/tree').includes('huge'));
    hungUp.abort(new Error('the hub stops'));
    await expect(making).rejects.toThrow('the hub stops');
    await until('nothing to be left', () => listed('making').length === 0);
    expect(listed('trees')).toEqual([]);
  });
});
