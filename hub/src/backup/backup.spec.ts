import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { loadConfig } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { DatabaseDirectory, databaseFile } from '../databases/files.js';
import { createDatabase } from '../databases/process/open.js';
import type { Errand } from '../databases/process/protocol.js';
import { QueryProcesses } from '../databases/query-processes.js';
import { platformIdentity } from '../identity.js';
import { Database } from '../sqlite/database.js';
import { hubIdOf } from '../sqlite/hub-id.js';
import { queryProgram } from '../testing/query-program.js';
import { backUp, type BackupWish } from './backup.js';
import { MANIFEST, type Manifest } from './manifest.js';
import { restore } from './restore.js';

const NOW = '2026-01-01T00:00:00.000Z';
const KIM = '01HZX00000000000000000000K';
const STORAGE = '01HZX00000000000000000000S';
const SCRATCH = '01HZX00000000000000000000T';
const isRoot = process.getuid?.() === 0;
const identity = platformIdentity({
  getuid: () => process.getuid?.() ?? 0,
  getgid: () => process.getgid?.() ?? 0
});

describe('a backup of a hub', () => {
  let directory: string;
  let database: Database;
  let from: ReturnType<typeof loadConfig>['config'];
  let to: typeof from;
  let hubId: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-backup-')));
    // As below the home directory of root: the platform identity gets there by no name.
    mkdirSync(join(directory, 'closed'), { mode: 0o700 });
    from = loadConfig({ LABCOMMONS_DATA: join(directory, 'closed/from') }).config;
    to = loadConfig({ LABCOMMONS_DATA: join(directory, 'closed/to') }).config;
    prepareDataDirectory(from, identity);
    database = new Database(from.paths.database);
    hubId = hubIdOf(database);
    database
      .prepare('INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, ?)')
      .run(KIM, 'kim', 'Kim', NOW);
    addVolume(STORAGE, 'Storage', 'persistent');
    addVolume(SCRATCH, 'Temporary', 'scratch');
    database
      .prepare(
        `INSERT INTO snapshots (id, volume_id, name, state, cause, taken_at)
         VALUES (?, ?, 'x', 'whole', 'asked', ?)`
      )
      .run(KIM, STORAGE, NOW);
    writeFileSync(join(from.dataDir, 'demonstration'), 'made');
    writeFileSync(join(from.dataDir, 'link.key'), 'key', { mode: 0o600 });
  });
  afterEach(() => {
    database.close();
    execFileSync('rm', ['-rf', directory]);
  });

  function addVolume(id: string, root: string, name: string): void {
    const place = join(from.paths.volumes, root, id);
    database
      .prepare(
        `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at)
         VALUES (?, 'user', ?, ?, ?, ?, '', ?, ?)`
      )
      .run(id, root, KIM, name, name, place, NOW);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${name}.txt`), name);
    handOver();
  }

  /** What tests put there belongs to the platform identity, as everything that users make. */
  function handOver(): void {
    if (isRoot) {
      execFileSync('chown', ['-R', '-h', `${identity.uid}:${identity.gid}`, from.paths.volumes]);
    }
  }

  const target = () => join(directory, 'backup');
  const make = (
    wish: Partial<BackupWish> = {},
    env: Record<string, string> = {}
  ): Promise<Manifest> =>
    backUp(
      { config: from, identity, env, now: new Date(NOW) },
      { target: target(), withBytes: true, withTemporary: false, ...wish }
    );
  const bring = () => restore({ config: to, identity }, target());
  const inVolume = (config: typeof from, path: string) =>
    join(config.paths.volumes, 'Storage', STORAGE, path);
  const rowsOf = (file: string, sql: string) => {
    const opened = new Database(file);
    try {
      return opened.prepare<[], Record<string, unknown>>(sql).all();
    } finally {
      opened.close();
    }
  };
  const whatIsThere = () => readdirSync(directory).sort();

  it('brings back users, volumes and files, in another place, with permissions and links', async () => {
    const file = inVolume(from, 'persistent.txt');
    chmodSync(file, 0o640);
    linkSync(file, inVolume(from, 'same.txt'));
    symlinkSync('/etc/passwd', inVolume(from, 'out'));
    writeFileSync(inVolume(from, 'holes'), '');
    truncateSync(inVolume(from, 'holes'), 30_000_000);
    const odd = Buffer.concat([
      Buffer.from(`${inVolume(from, 'line\nbreak')}`),
      Buffer.from([255])
    ]);
    writeFileSync(odd, 'odd');
    mkdirSync(inVolume(from, 'sealed'), { mode: 0o700 });
    writeFileSync(inVolume(from, 'sealed/leaf'), 'leaf');
    chmodSync(inVolume(from, 'sealed'), 0o500);
    handOver();
    const made = await make();
    expect(made).toMatchObject({ hubId, dataDir: from.dataDir });
    await bring();
    expect(readFileSync(inVolume(to, 'persistent.txt'), 'utf8')).toBe('persistent');
    const stats = lstatSync(inVolume(to, 'persistent.txt'));
    expect([stats.mode & 0o777, stats.uid, stats.nlink]).toEqual([0o640, identity.uid, 2]);
    expect(lstatSync(inVolume(to, 'same.txt')).ino).toBe(stats.ino);
    expect(readlinkSync(inVolume(to, 'out'))).toBe('/etc/passwd');
    expect(lstatSync(inVolume(to, 'holes'))).toMatchObject({ size: 30_000_000, blocks: 0 });
    expect(readdirSync(inVolume(to, ''), { encoding: 'latin1' })).toContain('line\nbreak\xff');
    expect(lstatSync(inVolume(to, 'sealed')).mode & 0o777).toBe(0o500);
    expect(rowsOf(to.paths.database, 'SELECT name FROM users')).toEqual([{ name: 'kim' }]);
    expect(rowsOf(to.paths.database, 'SELECT id, directory FROM volumes ORDER BY id')).toEqual([
      { id: STORAGE, directory: join(to.paths.volumes, 'Storage', STORAGE) },
      { id: SCRATCH, directory: join(to.paths.volumes, 'Temporary', SCRATCH) }
    ]);
    expect(rowsOf(to.paths.database, 'SELECT id FROM hub')).toEqual([{ id: hubId }]);
    expect(rowsOf(to.paths.database, 'SELECT id FROM snapshots')).toEqual([]);
    expect(lstatSync(to.paths.database).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(to.dataDir, 'demonstration'), 'utf8')).toBe('made');
    expect(readFileSync(join(to.dataDir, 'link.key'), 'utf8')).toBe('key');
    expect(lstatSync(join(to.dataDir, 'link.key')).mode & 0o777).toBe(0o600);
  });

  it('brings back databases as they were at one moment, which go on to be written', async () => {
    const id = '01HZX00000000000000000000D';
    database
      .prepare(
        `INSERT INTO databases (id, owner_id, name, description, created_at) VALUES (?, ?, 'stars', '', ?)`
      )
      .run(id, KIM, NOW);
    const query = async (config: typeof from, sql: string): Promise<unknown> => {
      const errand: Errand = {
        kind: 'query',
        file: databaseFile(config.paths.databases, id),
        mostBytes: 2 ** 24,
        busyMs: 5000,
        sql,
        mayWrite: true,
        maxRows: 10,
        mostAnswerBytes: 2 ** 20
      };
      const limits = { seconds: 60, signal: new AbortController().signal };
      const processes = new QueryProcesses({ program: queryProgram, identity });
      const { body, ended } = await processes.run(errand, limits);
      const { rows } = JSON.parse(await text(body));
      await ended;
      return rows;
    };
    const files = new DatabaseDirectory(from.paths.databases, identity);
    chmodSync(directory, 0o711);
    chmodSync(join(directory, 'closed'), 0o711);
    await files.prepare(id);
    createDatabase(files.fileOf(id));
    if (isRoot) {
      chownSync(files.fileOf(id), identity.uid, identity.gid);
    }
    await query(from, 'CREATE TABLE stars AS SELECT 1 AS a');
    expect((await make()).trees.map(({ place }) => place)).toContain(`databases/${id}`);
    await query(from, 'INSERT INTO stars VALUES (2)');
    await bring();
    expect(await query(to, 'SELECT * FROM stars')).toEqual([[1]]);
    await query(to, 'INSERT INTO stars VALUES (3)');
    expect(lstatSync(databaseFile(to.paths.databases, id)).uid).toBe(identity.uid);
    rmSync(target(), { recursive: true });
    expect((await make({ withBytes: false })).leftOut.map(({ title }) => title)).toContain(
      'the database kim/stars'
    );
  });

  it('says which volumes are without their files', async () => {
    expect((await make()).leftOut).toEqual([
      { title: 'Temporary/kim/scratch', why: 'what is in Temporary was not asked for' }
    ]);
    rmSync(target(), { recursive: true });
    expect((await make({ withTemporary: true })).leftOut).toEqual([]);
    rmSync(target(), { recursive: true });
    const bare = await make({ withBytes: false });
    expect(bare.leftOut.map(({ title }) => title)).toEqual([
      'Storage/kim/persistent',
      'Temporary/kim/scratch'
    ]);
    expect(bare.trees).toEqual([]);
    await bring();
    expect(existsSync(inVolume(to, 'persistent.txt'))).toBe(false);
    expect(rowsOf(to.paths.database, 'SELECT name FROM users')).toEqual([{ name: 'kim' }]);
  });

  it('keeps the settings and what is secret in them for its own user only', async () => {
    const settings = join(directory, 'settings.yaml');
    writeFileSync(settings, 'mail: { host: x, from: a@b, password: secret }');
    await make(
      {},
      {
        LABCOMMONS_CONFIG: settings,
        LABCOMMONS_PORT: '9000',
        LABCOMMONS_ADMIN_PASSWORD: 'not to be kept',
        HOME: '/root'
      }
    );
    expect(readFileSync(join(target(), 'settings.yaml'), 'utf8')).toContain('secret');
    expect(JSON.parse(readFileSync(join(target(), 'environment.json'), 'utf8'))).toEqual({
      LABCOMMONS_CONFIG: settings,
      LABCOMMONS_PORT: '9000'
    });
    expect(lstatSync(target()).mode & 0o777).toBe(0o700);
    for (const entry of readdirSync(target(), { recursive: true, withFileTypes: true })) {
      const mode = lstatSync(join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
  });

  it('is whole while the hub goes on to write', async () => {
    const insert = database.prepare(
      'INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, ?)'
    );
    let count = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        database.transaction(() => {
          insert.run(`a${count}`, `a${count}`, 'A', NOW);
          insert.run(`b${count}`, `b${count}`, 'B', NOW);
        });
        count += 1;
        appendFileSync(inVolume(from, 'persistent.txt'), 'x');
        await new Promise(resolve => setImmediate(resolve));
      }
    })();
    await make();
    isOver = true;
    await writing;
    expect(count).toBeGreaterThan(1);
    await bring();
    const names = rowsOf(to.paths.database, 'SELECT name FROM users').map(({ name }) =>
      String(name)
    );
    const [a, b] = ['a', 'b'].map(letter => names.filter(name => name.startsWith(letter)).length);
    expect(a).toBe(b);
    expect(readFileSync(inVolume(to, 'persistent.txt'), 'utf8')).toMatch(/^persistentx*$/);
  });

  it('goes nowhere where something is already, nor into the data itself', async () => {
    mkdirSync(target());
    await expect(make()).rejects.toMatchObject({ code: 'already-exists' });
    await expect(make({ target: join(from.dataDir, 'backup') })).rejects.toMatchObject({
      code: 'invalid-request'
    });
    expect(readdirSync(target())).toEqual([]);
  });

  it('leaves nothing under its name when it fails', async () => {
    renameSync(from.paths.database, `${from.paths.database}.away`);
    await expect(make()).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
    expect(whatIsThere()).toEqual(['closed']);
    renameSync(`${from.paths.database}.away`, from.paths.database);
  });

  it('is restored only where nothing is', async () => {
    await make();
    mkdirSync(to.dataDir);
    writeFileSync(join(to.dataDir, 'precious'), 'kept');
    await expect(bring()).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(to.dataDir)).toEqual(['precious']);
  });

  it.each<[string, (backup: string) => void]>([
    ['a byte of a volume', backup => flip(join(backup, `volumes/${STORAGE}.tar`), 600)],
    ['a byte of the database', backup => flip(join(backup, 'hub.sqlite'), 5000)],
    ['a file that is missing', backup => rmSync(join(backup, 'profiles.tar'))],
    ['a file that is a link', backup => swapForLink(join(backup, 'jobs.tar'))],
    ['no manifest', backup => rmSync(join(backup, MANIFEST))],
    ['half a manifest', backup => truncateSync(join(backup, MANIFEST), 100)],
    ['a later version', backup => edit(backup, manifest => ({ ...manifest, version: 2 }))],
    [
      'a way out of the data directory',
      backup =>
        edit(backup, manifest => ({
          ...manifest,
          trees: manifest.trees.map(tree => ({ ...tree, place: '../outside' }))
        }))
    ],
    [
      'a file that is not listed',
      backup => edit(backup, manifest => ({ ...manifest, files: manifest.files.slice(0, 1) }))
    ]
  ])('is refused with %s, and nothing is written', async (_, damage) => {
    await make();
    damage(target());
    await expect(bring()).rejects.toMatchObject({ code: 'invalid-request' });
    expect(existsSync(to.dataDir)).toBe(false);
  });

  it('reads nothing outside while somebody swaps directories for links', async () => {
    const outside = join(directory, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    mkdirSync(inVolume(from, 'folder'));
    writeFileSync(inVolume(from, 'folder/leaf.txt'), 'mine');
    handOver();
    const swapping = spawn(process.execPath, [
      '-e',
      `const fs = require('node:fs'); process.chdir(process.argv[1]);
       process.stdout.write('begun');
       for (;;) {
         fs.renameSync('folder', 'away'); fs.symlinkSync(process.argv[2], 'folder');
         fs.unlinkSync('folder'); fs.renameSync('away', 'folder');
       }`,
      inVolume(from, ''),
      outside
    ]);
    await once(swapping.stdout, 'data');
    try {
      for (let round = 0; round < 5; round++) {
        await make();
        const tar = readFileSync(join(target(), `volumes/${STORAGE}.tar`));
        expect(tar.includes('secret.txt')).toBe(false);
        rmSync(target(), { recursive: true });
      }
    } finally {
      swapping.kill('SIGKILL');
      await once(swapping, 'exit');
    }
  });

  (isRoot ? it : it.skip)('reads volumes with no more rights than the users have', async () => {
    const file = inVolume(from, 'of-root');
    writeFileSync(file, 'secret', { mode: 0o600 });
    chownSync(file, 0, 0);
    const { trees } = await make();
    const { warnings } = trees.find(({ place }) => place.includes(STORAGE)) as Manifest['trees'][0];
    expect(warnings.join()).toContain('of-root');
    await bring();
    expect(existsSync(inVolume(to, 'of-root'))).toBe(false);
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

function swapForLink(file: string): void {
  renameSync(file, `${file}.away`);
  symlinkSync(`${file}.away`, file);
}

function edit(backup: string, change: (manifest: Manifest) => object): void {
  const file = join(backup, MANIFEST);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  writeFileSync(file, JSON.stringify(change(manifest)));
}
