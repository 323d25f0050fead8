import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../errors.js';
import { WorkerClient } from '../files/worker-client.js';
import { soleDoor } from '../testing/sole-door.js';
import type { SweepOrder, VolumeFiles } from '../files/ports.js';
import { FilesWorkerProcess } from '../testing/files-worker-process.js';
import { startSwapping, stopSwapping } from '../testing/path-swapper.js';
import { isSoak } from '../testing/soak.js';
import { temporaryFiles } from '../testing/temporary-files.js';
import { until } from '../testing/until.js';
import { turnOfTime } from '../testing/turn-of-time.js';
import { snapshot } from '../../tests/files/files-under-test.js';
import { unwatched } from '../../tests/files/tree-copies.js';

const LEAST_MS = isSoak ? 20 * 60_000 : 3000;

jest.setTimeout(LEAST_MS + 60_000);

function sweep(files: VolumeFiles, directory: string, before: string) {
  const order: SweepOrder = { before, soonBefore: before, spared: [], arrivals: [], remove: true };
  return files.sweep({ directory, path: '' }, { ...order, ...unwatched() });
}

it('removes nothing outside while an attacker swaps directories and links', async () => {
  const { files, directory, remove } = temporaryFiles();
  const volume = join(directory, 'volume');
  const outside = join(directory, 'outside');
  mkdirSync(join(outside, 'tree/below'), { recursive: true });
  writeFileSync(join(outside, 'tree/leaf.txt'), 'secret');
  writeFileSync(join(outside, 'tree/below/leaf.txt'), 'secret');
  mkdirSync(volume);
  const before = snapshot(outside);
  const restore = async () => {
    for (const path of ['folder/below/leaf.txt', 'file']) {
      const place = { directory: volume, path };
      await files.writeFile(place, Buffer.from('mine'), { parents: true }).catch(() => undefined);
    }
  };
  let gone = 0;
  const attacker = await startSwapping(volume, outside);
  try {
    for (const end = Date.now() + LEAST_MS; Date.now() < end;) {
      await restore();
      try {
        const all = new Date(Date.now() + 60_000).toISOString();
        gone += (await sweep(files, volume, all)).files;
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  } finally {
    await stopSwapping(attacker);
  }
  try {
    expect(gone).toBeGreaterThan(10);
    expect(snapshot(outside)).toEqual(before);
  } finally {
    remove();
  }
});

/** Puts young files in the place of old ones, as editors do, and tells their names. */
const REPLACER = `
  const fs = require('node:fs');
  const [volume, count] = process.argv.slice(1);
  process.chdir(volume);
  process.stdout.write('begun');
  for (let n = 0; n < Number(count); n += 2) {
    fs.writeFileSync('new', 'young');
    fs.renameSync('new', 'file-' + n);
    if (n % 4 === 0) fs.writeFileSync('file-' + (n + 1), 'young');
  }
`;

it('keeps what is replaced or written to between the look and the removal', async () => {
  const { files, directory, remove } = temporaryFiles();
  const count = 400;
  try {
    for (const end = Date.now() + LEAST_MS; Date.now() < end;) {
      const volume = join(directory, 'volume');
      mkdirSync(volume);
      for (let n = 0; n < count; n++) {
        writeFileSync(join(volume, `file-${n}`), 'old');
      }
      const before = await turnOfTime(join(directory, 'probe'));
      const replacer = spawn(process.execPath, ['-e', REPLACER, volume, String(count)], {
        stdio: ['ignore', 'pipe', 'inherit']
      });
      const over = once(replacer, 'exit');
      await once(replacer.stdout, 'data');
      await sweep(files, volume, before);
      await over;
      for (let n = 0; n < count; n++) {
        const isYoung = n % 2 === 0 || n % 4 === 1;
        const path = join(volume, `file-${n}`);
        if (isYoung) {
          expect([n, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([n, 'young']);
        }
      }
      rmSync(volume, { recursive: true });
    }
  } finally {
    remove();
  }
});

it('goes on when the files worker is killed over it, and removes nothing else', async () => {
  const worker = new FilesWorkerProcess();
  // A busy machine takes its time to start a process.
  const client = new WorkerClient(soleDoor(worker.socketPath), {
    restartMs: 60_000,
    answerMs: 60_000
  });
  const volume = join(worker.volumes, 'volume');
  const namesIn = (folder: string) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  // Folders go while they are looked at.
  const files = (folder: string) =>
    namesIn(join(volume, folder))
      .flatMap(name => namesIn(join(volume, folder, name)))
      .filter(name => name.startsWith('file-'));
  const fill = (folder: string, count: number) => {
    for (let n = 0; n < count; n++) {
      mkdirSync(join(volume, folder, String(n % 20)), { recursive: true });
      writeFileSync(join(volume, folder, String(n % 20), `file-${n}`), folder);
    }
    const { uid, gid } = statSync(worker.volumes);
    // Only what is new: it counts as a change.
    execFileSync('chown', ['-R', `${uid}:${gid}`, join(volume, folder)]);
  };
  try {
    mkdirSync(volume);
    chmodSync(volume, 0o777);
    fill('old', 3000);
    const before = await turnOfTime(join(worker.dataDir, 'probe'));
    fill('young', 100);
    const kept = snapshot(join(volume, 'young'));
    worker.start();
    const swept = sweep(client, volume, before);
    let kills = 0;
    for (let last = files('old').length; kills < 3; kills++) {
      const left = await until('some to go', () => {
        const now = files('old').length;
        return (now < last || now === 0) && { now };
      });
      if (left.now === 0) {
        break;
      }
      last = left.now;
      await worker.stop('SIGKILL');
      worker.start();
    }
    await swept;
    expect(kills).toBeGreaterThan(0);
    expect(files('old')).toEqual([]);
    expect(snapshot(join(volume, 'young'))).toEqual(kept);
  } finally {
    await worker.remove();
  }
});
