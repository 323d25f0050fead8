import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, lstatSync, readdirSync } from 'node:fs';
import {
  copyFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  rename,
  rm,
  stat,
  writeFile
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Config } from '../config.js';
import { databaseFile } from '../databases/files.js';
import { AppError } from '../errors.js';
import type { PlatformIdentity } from '../identity.js';
import {
  copyAsItIs,
  copyDatabase,
  type CopiedUserDatabase,
  type CopiedVolume
} from '../sqlite/online-copy.js';
import {
  DATABASE,
  ENVIRONMENT,
  MANIFEST,
  OWN_FILES,
  SETTINGS,
  newManifest,
  type Manifest
} from './manifest.js';
import { archive, type Rights } from './tar.js';

/** What is saved in another way, or made again at each start. Everything else that is the hub's own goes as it is. */
const NOT_AS_IT_IS =
  /^(hub\.sqlite.*|run|log|volumes|snapshots|profiles|servers|jobs|control|databases|idies)$/;

/** Said on the command line of the hub only, and not to be kept. */
const NOT_KEPT = ['LABCOMMONS_ADMIN_PASSWORD'];

export interface BackupWish {
  /** A directory that does not exist yet. */
  readonly target: string;
  readonly withBytes: boolean;
  /** Of other root volumes than Storage, too. */
  readonly withTemporary: boolean;
}

export interface BackupSources {
  readonly config: Pick<Config, 'dataDir' | 'paths'>;
  readonly identity: PlatformIdentity;
  /** The variables and the file that the hub is started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/**
 * Makes a backup of a hub, which may run meanwhile, in a directory of its own that only its user can read. It gets its
 * name when it is whole and on the disk.
 * @throws AppError `already-exists`, `not-allowed`, `files-unavailable`, `disk-full`
 */
export async function backUp(sources: BackupSources, wish: BackupWish): Promise<Manifest> {
  const target = resolve(wish.target);
  if (existsSync(target)) {
    throw new AppError('already-exists', `${target} is there already: name a new directory`);
  }
  if (!relative(sources.config.dataDir, target).startsWith('..')) {
    throw new AppError('invalid-request', 'A backup does not go into the data directory itself');
  }
  await mkdir(dirname(target), { recursive: true });
  const making = await mkdtemp(join(dirname(target), `.${basename(target)}-`)).catch(cannotWrite);
  try {
    const manifest = await new Backup(sources, wish, making).make();
    await rename(making, target);
    await syncDirectory(dirname(target));
    return manifest;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

class Backup {
  private readonly files: Manifest['files'] = [];
  private readonly trees: Manifest['trees'] = [];
  private readonly leftOut: Manifest['leftOut'] = [];
  private readonly platform: Rights;

  constructor(
    private readonly sources: BackupSources,
    private readonly wish: BackupWish,
    private readonly directory: string
  ) {
    this.platform = process.getuid?.() === 0 ? sources.identity : null;
  }

  async make(): Promise<Manifest> {
    const { config, now } = this.sources;
    const database = await copyDatabase(config.paths.database, join(this.directory, DATABASE));
    await chmod(join(this.directory, DATABASE), 0o600);
    await this.enter(DATABASE);
    await this.settings();
    await this.ownFiles();
    await mkdir(join(this.directory, 'volumes'), { mode: 0o700 });
    for (const volume of database.volumes) {
      await this.volume(volume);
    }
    await mkdir(join(this.directory, 'databases'), { mode: 0o700 });
    for (const each of database.databases) {
      await this.userDatabase(each);
    }
    if (this.wish.withBytes) {
      await this.tree('profiles.tar', 'profiles', 'settings of JupyterLab');
      await this.tree('jobs.tar', 'jobs', 'records of jobs');
    }
    const manifest = newManifest({
      madeAt: now.toISOString(),
      hubId: database.hubId,
      schema: database.schema,
      dataDir: config.dataDir,
      files: this.files,
      trees: this.trees,
      leftOut: this.leftOut
    });
    await this.write(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    await syncDirectory(this.directory);
    return manifest;
  }

  private async settings(): Promise<void> {
    const { env } = this.sources;
    const file = env['LABCOMMONS_CONFIG'];
    if (file) {
      await copyFile(file, join(this.directory, SETTINGS));
      await chmod(join(this.directory, SETTINGS), 0o600);
      await this.enter(SETTINGS);
    }
    const kept = Object.entries(env).filter(
      ([name]) => name.startsWith('LABCOMMONS_') && !NOT_KEPT.includes(name)
    );
    await this.write(ENVIRONMENT, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
    await this.enter(ENVIRONMENT);
  }

  private async ownFiles(): Promise<void> {
    const { dataDir } = this.sources.config;
    const names = readdirSync(dataDir).filter(
      name => !NOT_AS_IT_IS.test(name) && lstatSync(join(dataDir, name)).uid === process.getuid?.()
    );
    if (names.length > 0) {
      await archive(dataDir, names, null, bytes => this.save(OWN_FILES, bytes));
      await this.enter(OWN_FILES);
    }
  }

  private async volume({ id, kind, root, owner, name, directory }: CopiedVolume): Promise<void> {
    const title = kind === 'data' ? `Data/${name}` : `${root}/${owner ?? ''}/${name}`;
    const place = relative(this.sources.config.dataDir, directory);
    if (place.startsWith('..')) {
      this.leftOut.push({ title, why: `it lies outside of the data directory, in ${directory}` });
    } else if (!this.wish.withBytes) {
      this.leftOut.push({ title, why: 'this backup has no bytes of volumes' });
    } else if (kind === 'user' && root !== 'Storage' && !this.wish.withTemporary) {
      this.leftOut.push({ title, why: `what is in ${root} was not asked for` });
    } else {
      await this.tree(`volumes/${id}.tar`, place, title);
    }
  }

  private async userDatabase({ id, owner, name }: CopiedUserDatabase): Promise<void> {
    const title = `the database ${owner}/${name}`;
    const source = databaseFile(this.sources.config.paths.databases, id);
    if (!this.wish.withBytes) {
      this.leftOut.push({ title, why: 'this backup has no bytes of databases' });
      return;
    }
    if (!existsSync(source)) {
      this.leftOut.push({ title, why: 'it was not there' });
      return;
    }
    const file = `databases/${id}.tar`;
    const copies = await mkdtemp(join(this.directory, '.database-'));
    try {
      await copyAsItIs(source, join(copies, basename(source)));
      const warnings = await archive(copies, ['.'], null, bytes => this.save(file, bytes));
      this.trees.push({ file, place: `databases/${id}`, title, warnings });
    } finally {
      await rm(copies, { recursive: true });
    }
    await this.enter(file);
  }

  private async tree(file: string, place: string, title: string): Promise<void> {
    const directory = join(this.sources.config.dataDir, place);
    if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
      this.leftOut.push({ title, why: 'it was not there' });
      return;
    }
    const warnings = await archive(directory, ['.'], this.platform, bytes =>
      this.save(file, bytes)
    );
    this.trees.push({ file, place, title, warnings });
    await this.enter(file);
  }

  private async save(name: string, bytes: Readable): Promise<void> {
    const path = join(this.directory, name);
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  }

  private async write(name: string, content: string): Promise<void> {
    await writeFile(join(this.directory, name), content, { flag: 'wx', mode: 0o600 });
    await sync(join(this.directory, name));
  }

  private async enter(name: string): Promise<void> {
    const path = join(this.directory, name);
    await sync(path);
    const { size } = await stat(path);
    this.files.push({ name, sizeBytes: size, sha256: await digestOf(path) });
  }
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const syncDirectory = sync;

function cannotWrite(error: unknown): never {
  throw new AppError('not-allowed', `The backup cannot be written: ${(error as Error).message}`);
}
