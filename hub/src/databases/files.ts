import { chownSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ulid } from 'ulid';

import type { PlatformIdentity } from '../identity.js';
import type { DatabaseFiles } from './ports.js';

const NAME = 'data.sqlite';
const RECEIVED = 'received-';

/** Where a database lies. @param directory - that of all of them */
export function databaseFile(directory: string, id: string): string {
  return join(directory, id, NAME);
}

/** Databases in `<directory>/<id>/`, of the platform identity; nothing of this is ever mounted anywhere. */
export class DatabaseDirectory implements DatabaseFiles {
  /** @param directory - absolute, and there */
  constructor(
    private readonly directory: string,
    private readonly identity: PlatformIdentity
  ) {}

  fileOf(id: string): string {
    return databaseFile(this.directory, id);
  }

  async prepare(id: string): Promise<void> {
    const path = dirname(this.fileOf(id));
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (process.getuid?.() === 0) {
      chownSync(path, this.identity.uid, this.identity.gid);
    }
  }

  sizeOf(id: string): number {
    const file = this.fileOf(id);
    return [file, `${file}-wal`].reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0
    );
  }

  async receive(id: string, bytes: Readable): Promise<string> {
    const path = join(dirname(this.fileOf(id)), `${RECEIVED}${ulid()}`);
    try {
      const file = await open(path, 'wx', 0o600);
      if (process.getuid?.() === 0) {
        await file.chown(this.identity.uid, this.identity.gid);
      }
      await pipeline(bytes, file.createWriteStream());
      return path;
    } catch (error) {
      await this.discard(path);
      throw error;
    }
  }

  discard(received: string): Promise<void> {
    return rm(received, { force: true });
  }

  async discardAll(id: string): Promise<void> {
    const directory = dirname(this.fileOf(id));
    const left = (await readdir(directory)).filter(name => name.startsWith(RECEIVED));
    await Promise.all(left.map(name => this.discard(join(directory, name))));
  }

  async remove(id: string): Promise<void> {
    await rm(dirname(this.fileOf(id)), { recursive: true, force: true });
  }

  ids(): Promise<string[]> {
    return readdir(this.directory);
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize;
  }
}
