import { chownSync, createReadStream, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod, copyFile, lstat, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { AppError } from '../errors.js';
import type { PlatformIdentity } from '../identity.js';
import { Database } from '../sqlite/database.js';
import { isSound } from '../sqlite/online-copy.js';
import { digestOf } from './backup.js';
import { DATABASE, MANIFEST, Manifest, OWN_FILES } from './manifest.js';
import { unpack, type Rights } from './tar.js';

/** Larger ones are no manifests. */
const LARGEST_MANIFEST_BYTES = 256 * 1024 * 1024;

/** Until the database has its name there is no hub in the directory. */
const UNFINISHED = 'hub.sqlite.restoring';

export interface RestoreTarget {
  readonly config: Pick<Config, 'dataDir' | 'paths'>;
  readonly identity: PlatformIdentity;
}

/**
 * Makes the data directory of a hub what it was when the backup was made. Nothing is written before everything has been
 * verified.
 * @param source - directory of the backup
 * @throws AppError `conflict` for a data directory that is not empty, `invalid-request` for what is no whole backup
 */
export async function restore(target: RestoreTarget, source: string): Promise<Manifest> {
  const { dataDir } = target.config;
  if (!isEmpty(dataDir)) {
    throw new AppError('conflict', `${dataDir} is not empty: restore into a new data directory`);
  }
  const manifest = await verified(source);
  prepareDataDirectory(target.config, target.identity);
  const platform = process.getuid?.() === 0 ? target.identity : null;
  for (const { file, place } of manifest.trees) {
    makeDirectories(dataDir, place, platform);
    await unpack(join(dataDir, place), createReadStream(join(source, file)), platform);
  }
  if (manifest.files.some(({ name }) => name === OWN_FILES)) {
    await unpack(dataDir, createReadStream(join(source, OWN_FILES)), null);
  }
  await database(target, source, manifest);
  return manifest;
}

/** @throws AppError `invalid-request` that says what is wrong */
export async function verified(source: string): Promise<Manifest> {
  const manifest = await manifestOf(source);
  for (const { name, sizeBytes, sha256 } of manifest.files) {
    const path = join(source, name);
    const stats = await lstat(path).catch(() => null);
    if (!stats?.isFile()) {
      throw damaged(source, `${name} is missing`);
    }
    if (stats.size !== sizeBytes || (await digestOf(path)) !== sha256) {
      throw damaged(source, `${name} is not what was written`);
    }
  }
  const listed = new Set(manifest.files.map(({ name }) => name));
  const unlisted = [DATABASE, ...manifest.trees.map(({ file }) => file)].find(
    name => !listed.has(name)
  );
  if (unlisted !== undefined) {
    throw damaged(source, `${unlisted} is not listed in ${MANIFEST}`);
  }
  if (!isSound(join(source, DATABASE))) {
    throw damaged(source, `${DATABASE} is no sound database`);
  }
  return manifest;
}

async function manifestOf(source: string): Promise<Manifest> {
  const path = join(source, MANIFEST);
  const stats = await lstat(path).catch(() => null);
  if (!stats?.isFile() || stats.size > LARGEST_MANIFEST_BYTES) {
    throw damaged(source, `there is no ${MANIFEST}`);
  }
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw damaged(source, `${MANIFEST} cannot be read`);
  }
  const parsed = Manifest.safeParse(document);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw damaged(source, `${MANIFEST}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
  }
  return parsed.data;
}

/** Brings the database to what is true here: other places, and no snapshots. */
async function database({ config }: RestoreTarget, source: string, manifest: Manifest) {
  const file = join(config.dataDir, UNFINISHED);
  await copyFile(join(source, DATABASE), file);
  await chmod(file, 0o600);
  const restored = new Database(file);
  try {
    restored.transaction(() => {
      restored
        .prepare<[{ from: string; to: string }]>(
          `UPDATE volumes SET directory = @to || substr(directory, length(@from) + 1)
           WHERE substr(directory, 1, length(@from) + 1) = @from || '/'`
        )
        .run({ from: manifest.dataDir, to: config.dataDir });
      restored.prepare('DELETE FROM snapshots').run();
      restored.prepare('DELETE FROM snapshot_looks').run();
    });
  } finally {
    restored.close();
  }
  await rename(file, config.paths.database);
  for (const journal of ['-wal', '-shm']) {
    await rm(file + journal, { force: true });
  }
}

function isEmpty(directory: string): boolean {
  try {
    return readdirSync(directory).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return true;
    }
    throw new AppError('not-allowed', `${directory} cannot be read: ${(error as Error).message}`);
  }
}

/** Of the platform identity, from the data directory down. */
function makeDirectories(dataDir: string, place: string, rights: Rights): void {
  let here = dataDir;
  for (const segment of place.split('/')) {
    here = join(here, segment);
    try {
      mkdirSync(here, { mode: 0o755 });
      if (rights) {
        chownSync(here, rights.uid, rights.gid);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    // A tree that was unpacked before holds what users made, links too.
    if (!lstatSync(here).isDirectory()) {
      throw new AppError('invalid-request', `${here} is no directory in this backup`);
    }
  }
}

function damaged(source: string, what: string): AppError {
  return new AppError('invalid-request', `${source} is no whole backup: ${what}`);
}
