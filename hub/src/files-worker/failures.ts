import type { ProblemCode } from '../../contract/problem.js';
import { AppError } from '../errors.js';

const CODES: Record<string, [ProblemCode, string]> = {
  ENOENT: ['not-found', 'There is nothing at this path'],
  ENOTDIR: ['not-found', 'A part of the path is not a directory'],
  ELOOP: ['not-found', 'A part of the path is a symbolic link, and links are not followed'],
  EACCES: ['not-allowed', 'The permissions of the file system forbid it'],
  EPERM: ['not-allowed', 'The file system forbids it'],
  EROFS: ['not-allowed', 'The file system is read-only'],
  EEXIST: ['already-exists', 'Something of this name exists already'],
  EISDIR: ['already-exists', 'A directory of this name exists already'],
  ENOTEMPTY: ['conflict', 'Something was added to the directory meanwhile'],
  EBUSY: ['conflict', 'It is in use by the system'],
  EAGAIN: ['conflict', 'Another program keeps others from opening the file'],
  EXDEV: ['conflict', 'Another file system is mounted here'],
  ENAMETOOLONG: ['invalid-request', 'A name in the path is too long'],
  EINVAL: ['invalid-request', 'The file system does not take this name'],
  EILSEQ: ['invalid-request', 'The file system does not take this name'],
  ENOSPC: ['disk-full', 'There is no space left'],
  EDQUOT: ['disk-full', 'The disk quota is used up'],
  EFBIG: ['too-large', 'The file is larger than the file system can hold'],
  EIO: ['files-unavailable', 'The disk reports an error'],
  EMFILE: ['files-unavailable', 'Too many files are open'],
  ENFILE: ['files-unavailable', 'Too many files are open']
};

export function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** What the operating system said, in the words of the platform. Paths are left out: they are the hub's own matter. */
export function asAppError(error: unknown): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof AppError || code === undefined || syscall === undefined) {
    return error;
  }
  const [problem, detail] = CODES[code] ?? [
    'files-unavailable',
    `The file system reports an error (${code})`
  ];
  return new AppError(problem, detail, { cause: error });
}

/** Runs `act`; what the operating system refuses is thrown as AppError. */
export async function inOurWords<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw asAppError(error);
  }
}
