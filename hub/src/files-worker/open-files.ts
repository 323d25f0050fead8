import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';

/** Names a file of this machine, whatever path leads to it. */
export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

/**
 * Files that programs have open, as far as this process may see: those of its own user, in whatever container, but
 * none on another machine.
 */
export async function openFiles(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const pid of await namesIn('/proc')) {
    if (/^\d+$/.test(pid)) {
      const directory = `/proc/${pid}/fd`;
      const looking = (await namesIn(directory)).map(async fd => {
        const stats = await stat(`${directory}/${fd}`, { bigint: true }).catch(() => null);
        if (stats?.isFile()) {
          found.add(identityOf(stats));
        }
      });
      await Promise.all(looking);
    }
  }
  return found;
}

/** None of a program that has ended, or is somebody else's. */
async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
