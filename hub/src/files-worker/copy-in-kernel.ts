import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { AppError } from '../errors.js';
import { pathOf, using } from './open-inside.js';

/** How often it is looked how far it has come. */
const LOOK_EVERY_MS = 50;

/** Of `stat`, whatever the file system has. */
const BLOCK_BYTES = 512;

/**
 * What copies from its input to its output. `cp` truncates what it is given: ext4 takes that for a file that is replaced,
 * and has everything on its way to the disk before it lets go of it. So it is asked only when there are holes.
 */
const PLAIN = ['cat'];
const KEEPS_HOLES = ['cp', '--sparse=auto', '--', '/proc/self/fd/0', '/proc/self/fd/1'];

/** What coreutils say in the language C when there is no room. */
const NO_ROOM: readonly [RegExp, string][] = [
  [/No space left on device/, 'ENOSPC'],
  [/Disk quota exceeded/, 'EDQUOT']
];

/**
 * Copies the first `length` bytes into an empty file without moving them through a process: Node has no
 * `copy_file_range`, coreutils has. Both ends are handed over open. Holes stay holes. The program ends with this process.
 * @param target - where nothing has been read or written through this handle yet
 * @param onBytes - is told how many came since the last time; what it throws ends the copy
 * @returns false when that is not possible here, and the target is as it was
 * @throws AppError `changed-meanwhile` when the source got shorter
 */
export async function copyInKernel(
  source: FileHandle,
  target: FileHandle,
  length: number,
  onBytes: (count: number) => void
): Promise<boolean> {
  const { size: sourceSize, blocks } = await source.stat();
  const program = blocks * BLOCK_BYTES < sourceSize ? KEEPS_HOLES : PLAIN;
  // Opened anew, since an earlier attempt may have read through the handle, and a program goes on where that ended.
  const copy = await using(open(pathOf(source)), async anew => {
    return new KernelCopy(program, anew, target);
  });
  let told = 0;
  const tell = (size: number) => {
    const sum = Math.min(size, length);
    onBytes(sum - told);
    told = sum;
  };
  try {
    // A source that grows would be followed for as long as it does.
    while (!(await copy.isOver()) && told < length) {
      tell((await target.stat()).size);
    }
  } finally {
    await copy.end();
  }
  const { size } = await target.stat();
  if (size < length) {
    if (!copy.hasFailed) {
      throw shortened();
    }
    copy.throwIfNoRoom();
    onBytes(-told);
    await target.truncate(0);
    return false;
  }
  tell(size);
  if (size > length) {
    await target.truncate(length);
  }
  return true;
}

export function shortened(): AppError {
  return new AppError('changed-meanwhile', 'The file got shorter while it was copied');
}

/** A program that copies from one handle to another. */
class KernelCopy {
  private readonly child: ChildProcess;
  private readonly exited: Promise<boolean>;
  private said = '';
  hasFailed = false;

  constructor(program: readonly string[], source: FileHandle, target: FileHandle) {
    this.child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...program], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: [source.fd, target.fd, 'pipe']
    });
    this.child.stderr?.setEncoding('utf8').on('data', text => (this.said += text));
    this.exited = once(this.child, 'close').then(
      ([code]) => {
        this.hasFailed = code !== 0;
        return true;
      },
      () => (this.hasFailed = true)
    );
  }

  /** After a while, or as soon as it is. */
  isOver(): Promise<boolean> {
    return Promise.race([this.exited, pause(LOOK_EVERY_MS, false)]);
  }

  /** Nothing writes any more when it returns. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** @throws the error that the writer would have got */
  throwIfNoRoom(): void {
    const [, code] = NO_ROOM.find(([words]) => words.test(this.said)) ?? [];
    if (code !== undefined) {
      throw Object.assign(new Error(this.said.trim()), { code, syscall: 'copy_file_range' });
    }
  }
}
