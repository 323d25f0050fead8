import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { mayMount } from '../../tests/files/may-mount.js';
import { WorkerClient } from '../files/worker-client.js';
import { soleDoor } from '../testing/sole-door.js';
import { FilesWorkerProcess } from '../testing/files-worker-process.js';
import { unwatched } from '../../tests/files/tree-copies.js';
import { itIsVolumeFiles } from '../../tests/files/volume-files-suite.js';

const isRoot = process.getuid?.() === 0;

let worker: FilesWorkerProcess;
let client: WorkerClient;

beforeAll(() => {
  worker = new FilesWorkerProcess();
  client = new WorkerClient(soleDoor(worker.socketPath));
  worker.start();
});
afterAll(() => worker.remove());

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isSo()) {
    expect(Date.now()).toBeLessThan(deadline);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

/** A process of which only its end is left is not. */
function isAlive(pid: string | undefined): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

/** Chunks that never end: whatever happens to the writer, it happens in the middle. */
function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(64 * 1024, 'x'));
    }
  });
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
  afterEach(() => execFileSync('rm', ['-rf', top()]));

  itIsVolumeFiles(() => ({
    files: client,
    volume: join(top(), 'volume'),
    outside: join(top(), 'outside'),
    owner: isRoot ? '1000:100' : undefined
  }));
});

describe('as a process', () => {
  const at = (path: string) => ({ directory: worker.volumes, path });
  const isWriting = () => readdirSync(worker.volumes).some(name => name.endsWith('.part'));

  afterEach(() =>
    execFileSync('sh', ['-c', `rm -rf ${worker.volumes}/* ${worker.volumes}/.[!.]*`])
  );

  it('runs as the platform identity, with no rights of root left', async () => {
    await client.stat(at(''));
    const threads = `/proc/${worker.pid}/task`;
    const [uid, gid] = isRoot ? [1000, 100] : [process.getuid?.(), process.getgid?.()];
    for (const thread of readdirSync(threads)) {
      const status = readFileSync(join(threads, thread, 'status'), 'utf8');
      expect(status).toMatch(new RegExp(`^Uid:(\\t${uid}){4}$`, 'm'));
      expect(status).toMatch(new RegExp(`^Gid:(\\t${gid}){4}$`, 'm'));
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^CapPrm:\t0+$/m);
      if (isRoot) {
        expect(status).toMatch(/^Groups:\t100 $/m);
      }
    }
  });

  (isRoot ? it : it.skip)('cannot read a file of root', async () => {
    writeFileSync(join(worker.volumes, 'root-only'), 'secret', { mode: 0o600 });
    await expect(client.readFile(at('root-only'), { maxBytes: 9 })).rejects.toMatchObject({
      code: 'not-allowed'
    });
  });

  it('makes files and directories that belong to the platform identity', async () => {
    await client.makeDirectory(at('made'));
    await client.writeFile(at('made/file'), Buffer.from('x'));
    const { uid, mode } = statSync(join(worker.volumes, 'made/file'));
    expect(uid).toBe(isRoot ? 1000 : process.getuid?.());
    expect(mode & 0o777).toBe(0o644);
    expect(statSync(join(worker.volumes, 'made')).mode & 0o777).toBe(0o755);
  });

  it('leaves no part of a file under its name when it is killed while writing', async () => {
    writeFileSync(join(worker.volumes, 'kept'), 'old');
    const writes = ['kept', 'new'].map(name => client.writeFile(at(name), endless()));
    const outcomes = Promise.allSettled(writes);
    await until(isWriting);
    await worker.stop('SIGKILL');
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'files-unavailable' } });
    }
    expect(readFileSync(join(worker.volumes, 'kept'), 'utf8')).toBe('old');
    expect(readdirSync(worker.volumes)).not.toContain('new');
    worker.start();
  });

  it('goes on with the copy of a tree when it is killed over it', async () => {
    const from = join(worker.volumes, 'from');
    mkdirSync(from);
    for (let n = 0; n < 60; n++) {
      writeFileSync(join(from, String(n)), Buffer.alloc(1_000_000, String(n)));
    }
    const copied = () =>
      existsSync(join(worker.volumes, 'to')) ? readdirSync(join(worker.volumes, 'to')) : [];
    const copying = client.copyTree(at('from'), at('to'), unwatched());
    await until(() => copied().length >= 10);
    await worker.stop('SIGKILL');
    expect(copied().length).toBeLessThan(60);
    worker.start();
    expect(await copying).toEqual({ files: 60, bytes: 60_000_000, warnings: [] });
    for (let n = 0; n < 60; n++) {
      const [source, copy] = ['from', 'to'].map(name =>
        readFileSync(join(worker.volumes, name, String(n)))
      );
      expect(source?.equals(copy as Buffer)).toBe(true);
    }
  });

  it('ends the copy of a tree when the hub hangs up', async () => {
    writeFileSync(join(worker.volumes, 'huge'), '');
    truncateSync(join(worker.volumes, 'huge'), 2 ** 40);
    worker.hinderCopies();
    await client.stat(at(''));
    const handles = () => readdirSync(`/proc/${worker.pid}/fd`).length;
    const before = handles();
    const ending = new AbortController();
    const copying = client.copyTree(at('huge'), at('copy'), {
      signal: ending.signal,
      onProgress: ({ bytes }) => bytes > 0 && ending.abort(new Error('enough'))
    });
    await expect(copying).rejects.toThrow('enough');
    await until(() => handles() <= before);
    expect(readdirSync(worker.volumes).sort()).toEqual(['copy', 'huge']);
  });

  it('takes the copy of a large file with it when it is killed', async () => {
    writeFileSync(join(worker.volumes, 'huge'), '');
    truncateSync(join(worker.volumes, 'huge'), 2 ** 40);
    worker.hinderCopies();
    await client.stat(at(''));
    const { pid } = worker;
    const children = () =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const ending = new AbortController();
    const copying = client.copyTree(at('huge'), at('copy'), {
      signal: ending.signal,
      onProgress: () => undefined
    });
    const copied = () => existsSync(join(worker.volumes, 'copy'));
    await until(() => copied() && statSync(join(worker.volumes, 'copy')).size > 0);
    const [child] = children();
    expect(isAlive(child)).toBe(true);
    await worker.stop('SIGKILL');
    await until(() => !isAlive(child));
    ending.abort(new Error('enough'));
    worker.start();
    await expect(copying).rejects.toThrow('enough');
  });

  it('drops what a hub was writing that went away', async () => {
    const source = endless();
    const writing = client.writeFile(at('new'), source);
    await until(isWriting);
    source.destroy(new Error('the hub changed its mind'));
    await expect(writing).rejects.toThrow('the hub changed its mind');
    await until(() => !isWriting());
    expect(readdirSync(worker.volumes)).toEqual([]);
  });

  it('answers a refusal while the bytes still come', async () => {
    await expect(client.writeFile(at('no/such/folder'), endless())).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('refuses arguments that are too large, and says so', async () => {
    const path = Array(1_000_000).fill('d').join('/');
    await expect(client.stat(at(path))).rejects.toMatchObject({ code: 'too-large' });
  });

  (mayMount() ? it : it.skip)('says that the disk is full while the bytes still come', async () => {
    const small = join(worker.volumes, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=777', 'none', small]);
    try {
      for (let n = 0; n < 10; n++) {
        await expect(client.writeFile(at('small/x'), endless())).rejects.toMatchObject({
          code: 'disk-full'
        });
      }
      expect(readdirSync(small)).toEqual([]);
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('is waited for while it is started again', async () => {
    await client.writeFile(at('a'), Buffer.from('x'));
    await worker.stop('SIGKILL');
    const asked = Promise.all([
      client.stat(at('a')),
      client.readFile(at('a'), { maxBytes: 9 }),
      client.writeFile(at('b'), Buffer.from('y'), { exclusive: true }),
      client.writeFile(at('c'), Readable.from([Buffer.from('z')]))
    ]);
    worker.start();
    expect(await asked).toMatchObject([
      { name: 'a' },
      { bytes: Buffer.from('x') },
      { name: 'b' },
      { name: 'c', sizeBytes: 1 }
    ]);
  });

  it('holds no handle longer than needed, whoever goes away meanwhile', async () => {
    await client.stat(at(''));
    const handles = () => readdirSync(`/proc/${worker.pid}/fd`).length;
    const before = handles();
    await client.writeFile(at('big'), Buffer.alloc(2_000_000));
    const opened = await Promise.all(Array.from({ length: 40 }, () => client.openFile(at('big'))));
    expect(handles()).toBeGreaterThan(before + 40);
    for (const [n, { stream }] of opened.entries()) {
      if (n % 2 === 0) {
        stream.once('data', () => stream.destroy());
      } else {
        stream.destroy();
      }
    }
    const refused = Array.from({ length: 40 }, (_, n) =>
      client.copyFile(at('big'), at(`no/${n}`), { maxBytes: 1e9 })
    );
    await Promise.allSettled(refused);
    await until(() => handles() <= before);
    expect(worker.isRunning).toBe(true);
  });

  it('ends what is under way before it stops', async () => {
    const { stream } = await client.openFile({ directory: '/', path: 'etc/passwd' });
    const stopped = worker.stop('SIGTERM');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).equals(readFileSync('/etc/passwd'))).toBe(true);
    await stopped;
    worker.start();
    await client.stat(at(''));
  });
});

it('ends when it has had nothing to do for its time, not before', async () => {
  const passing = new FilesWorkerProcess();
  try {
    passing.start(400);
    const asker = new WorkerClient(soleDoor(passing.socketPath));
    const big = { directory: passing.volumes, path: 'big' };
    await asker.writeFile(big, Buffer.alloc(3_000_000));
    const { stream } = await asker.openFile(big);
    await new Promise(resolve => setTimeout(resolve, 1000));
    expect(passing.isRunning).toBe(true);
    stream.resume();
    await until(() => !passing.isRunning);
    expect(passing.exitCode).toBe(0);
  } finally {
    await passing.remove();
  }
});

describe('without a worker', () => {
  it('says that the files are unavailable, after some patience', async () => {
    const nobody = new WorkerClient(soleDoor(join(worker.dataDir, 'nobody.sock')), {
      restartMs: 300,
      answerMs: 300
    });
    const before = performance.now();
    await expect(nobody.stat({ directory: '/tmp', path: '' })).rejects.toMatchObject({
      code: 'files-unavailable'
    });
    expect(performance.now() - before).toBeGreaterThan(290);
  });

  it('says so too when the disk hangs', async () => {
    const hanging = createServer(() => undefined);
    const socketPath = join(worker.dataDir, 'hanging.sock');
    await new Promise<void>(resolve => hanging.listen(socketPath, resolve));
    try {
      const asker = new WorkerClient(soleDoor(socketPath), { restartMs: 300, answerMs: 100 });
      const place = { directory: '/tmp', path: 'x' };
      for (const act of [() => asker.stat(place), () => asker.openFile(place)]) {
        await expect(act()).rejects.toMatchObject({ code: 'files-unavailable' });
      }
    } finally {
      hanging.closeAllConnections();
      hanging.close();
    }
  });

  it('lets a reader take his time', async () => {
    await new WorkerClient(soleDoor(worker.socketPath)).writeFile(
      { directory: worker.volumes, path: 'big' },
      Buffer.alloc(3_000_000)
    );
    const asker = new WorkerClient(soleDoor(worker.socketPath), { restartMs: 3000, answerMs: 100 });
    const { stream } = await asker.openFile({ directory: worker.volumes, path: 'big' });
    await new Promise(resolve => setTimeout(resolve, 300));
    let length = 0;
    for await (const chunk of stream) {
      length += (chunk as Buffer).length;
    }
    expect(length).toBe(3_000_000);
  });

  it('asks again when it died over a question, but does nothing twice', async () => {
    const asked: string[] = [];
    const dying = createServer(request => {
      asked.push(request.url ?? '');
      if (asked.filter(url => url === request.url).length < 3) {
        request.socket.destroy();
      } else {
        request.resume();
        request.once('end', () =>
          request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull')
        );
      }
    });
    const socketPath = join(worker.dataDir, 'dying.sock');
    await new Promise<void>(resolve => dying.listen(socketPath, resolve));
    try {
      const place = { directory: '/tmp', path: 'x' };
      const asker = new WorkerClient(soleDoor(socketPath));
      expect(await asker.stat(place)).toBeNull();
      for (const act of [
        () => asker.remove(place),
        () => asker.copyFile(place, place, { maxBytes: 1 }),
        () => asker.writeFile(place, Buffer.from('x'), { exclusive: true }),
        () => asker.makeDirectory(place, { exclusive: true })
      ]) {
        await expect(act()).rejects.toMatchObject({ code: 'files-unavailable' });
      }
      expect(asked).toEqual([
        '/stat',
        '/stat',
        '/stat',
        '/remove',
        '/copyFile',
        '/writeFile',
        '/makeDirectory'
      ]);
    } finally {
      dying.close();
    }
  });
});
