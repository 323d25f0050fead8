import { chmod, type FileHandle } from 'node:fs/promises';

import { pathOf } from './open-inside.js';

/** What a walk needs to see what is in a directory, and to change that. */
export const TO_LOOK_INTO = 0o500;
export const TO_CHANGE = 0o700;
/** What the system asks for when a directory gets another one above it. */
export const TO_MOVE = 0o200;

const PERMISSIONS = 0o7777;

/**
 * Does something in a directory whose owner may have closed it to himself, which hides nothing from who may open it
 * again: its permissions are as before afterwards. Where they cannot be changed, it is tried all the same.
 */
export async function openedFor<Result>(
  directory: FileHandle,
  needed: number,
  act: () => Promise<Result>
): Promise<Result> {
  const close = await opened(directory, needed);
  try {
    return await act();
  } finally {
    await close?.(directory);
  }
}

/**
 * Gives a directory the permissions that are needed.
 * @returns puts back those that it had, given a handle on it; null when it has all
 */
export async function opened(
  directory: FileHandle,
  needed: number
): Promise<((again: FileHandle) => Promise<void>) | null> {
  const before = await directory.stat({ bigint: true });
  const mode = Number(before.mode) & PERMISSIONS;
  if ((mode & needed) === needed) {
    return null;
  }
  await chmod(pathOf(directory), mode | needed).catch(() => undefined);
  return async again => {
    const { dev, ino } = await again.stat({ bigint: true });
    if (dev === before.dev && ino === before.ino) {
      await chmod(pathOf(again), mode).catch(() => undefined);
    }
  };
}
