import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import { AppError } from '../errors.js';
import type { PlatformIdentity } from '../identity.js';

/** More than anybody reads. */
const MAX_WARNINGS = 20;

/** Some files were changed or gone while they were read: that is life, and is told. */
const CHANGED_MEANWHILE = 1;

/** Whose rights are used. Null: those of this process. */
export type Rights = Pick<PlatformIdentity, 'uid' | 'gid'> | null;

/**
 * Streams a directory as a tar archive (POSIX format). Done by GNU tar, which opens names relative to the directories
 * they are in and follows no symbolic link; what cannot be read is left out.
 * @param take - reads the archive to its end
 * @returns what was left out or changed meanwhile
 */
export async function archive(
  directory: string,
  names: readonly string[],
  rights: Rights,
  take: (archive: Readable) => Promise<void>
): Promise<string[]> {
  const tar = run(
    directory,
    [
      '--create',
      '--format=posix',
      '--sparse',
      '--one-file-system',
      '--ignore-failed-read',
      '--warning=no-file-ignored',
      '--file=-',
      '--',
      ...names
    ],
    rights
  );
  const [code, said] = await Promise.all([tar.ended, text(tar.stderr), take(tar.stdout)]);
  if (code !== 0 && code !== CHANGED_MEANWHILE) {
    throw failed(code, said);
  }
  return said
    .split('\n')
    .filter(line => line.startsWith('tar: '))
    .map(line => line.slice('tar: '.length))
    .slice(0, MAX_WARNINGS);
}

/**
 * Unpacks a tar archive into a directory with its permissions; everything belongs to whose rights are used.
 * @throws AppError `files-unavailable` with what tar says
 */
export async function unpack(directory: string, bytes: Readable, rights: Rights): Promise<void> {
  const tar = run(
    directory,
    [
      '--extract',
      '--preserve-permissions',
      '--no-same-owner',
      '--delay-directory-restore',
      '--file=-'
    ],
    rights
  );
  const [code, said] = await Promise.all([
    tar.ended,
    text(tar.stderr),
    text(tar.stdout),
    // tar stops reading at the end of the archive.
    pipeline(bytes, tar.stdin).catch(() => undefined)
  ]);
  if (code !== 0) {
    throw failed(code, said);
  }
}

/** A tar at work. */
interface Tar {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** The directory is handed over open: it may lie where the rights that are used do not lead. */
function run(directory: string, options: readonly string[], rights: Rights): Tar {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  const handle = openSync(directory, flags);
  try {
    const child = spawn('tar', ['--directory=/proc/self/fd/3', ...options], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe', handle],
      ...(rights && { uid: rights.uid, gid: rights.gid })
    });
    const [stdin, stdout, stderr] = child.stdio as [Writable, Readable, Readable, ...null[]];
    // It need not read to the end, nor be there at all: its exit code tells.
    child.on('error', () => undefined);
    stdin.on('error', () => undefined);
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    return { stdin, stdout, stderr, ended };
  } finally {
    closeSync(handle);
  }
}

function failed(code: number | null, said: string): AppError {
  return new AppError(
    'files-unavailable',
    `tar failed: ${said.trim() || `it ended with ${code}; is GNU tar installed?`}`
  );
}
