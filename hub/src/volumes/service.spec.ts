import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { User } from '../accounts/types.js';
import type { DataVolumeConfig } from '../settings-file.js';
import { AppError } from '../errors.js';
import { GroupStore } from '../groups/store.js';
import { GrantService } from '../sharing/service.js';
import { Database } from '../sqlite/database.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { VolumeCatalogue } from './catalogue.js';
import { VolumeService } from './service.js';

const USERS: readonly User[] = ['kim', 'sam', 'admin'].map((name, n) => ({
  id: `01HZY3V9Q2K8M4N6P7R5S1T0W${n}`,
  name,
  displayName: name,
  admin: name === 'admin'
}));
const [kim, sam, admin] = USERS as [User, User, User];
const owners = {
  userById: (id: string) => USERS.find(user => user.id === id) ?? null,
  findUser: (name: string) => USERS.find(user => user.name === name) ?? null
};
const clock = () => new Date('2026-03-01T12:00:00Z');
const NOT_FOUND = { code: 'not-found' };

let temporary: TemporaryFiles;
let database: Database;
let grants: GrantService;
let volumes: VolumeService;

function data(name: string, change: Partial<DataVolumeConfig> = {}): DataVolumeConfig {
  const path = join(temporary.directory, name);
  return { name, title: name, description: '', path, public: true, ...change };
}

const addresses = (user: User, kind?: 'mine' | 'shared' | 'data') =>
  volumes.listVisible(user, kind).map(volume => volume.address);

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}

beforeEach(() => {
  temporary = temporaryFiles();
  mkdirSync(join(temporary.directory, 'volumes'));
  database = new Database(':memory:');
  const insert = database.prepare<[string, string, string, number]>(
    "INSERT INTO users (id, name, display_name, admin, created_at) VALUES (?, ?, ?, ?, '2026-01-01T00:00:00Z')"
  );
  USERS.forEach(user => insert.run(user.id, user.name, user.displayName, Number(user.admin)));
  grants = new GrantService(database, clock, new GroupStore(database));
  volumes = new VolumeService(
    database,
    temporary.files,
    grants,
    owners,
    clock,
    join(temporary.directory, 'volumes')
  );
});
afterEach(() => {
  database.close();
  temporary.remove();
});

describe('default volumes', () => {
  it('are made once, with directories named by id', async () => {
    await volumes.ensureDefaults(kim);
    await volumes.ensureDefaults(kim);
    expect(addresses(kim)).toEqual([
      'Storage/kim/persistent',
      'Temporary/kim/jobs',
      'Temporary/kim/scratch'
    ]);
    for (const volume of volumes.listVisible(kim)) {
      expect(volume.directory).toBe(join(temporary.directory, 'volumes', volume.root, volume.id));
      expect(existsSync(volume.directory)).toBe(true);
    }
  });

  it('are made once even by two at the same time', async () => {
    await Promise.all([volumes.ensureDefaults(kim), volumes.ensureDefaults(kim)]);
    expect(addresses(kim)).toHaveLength(3);
  });

  it('get their directories at the next start when the files were out of reach', async () => {
    const down = new VolumeService(
      database,
      {
        ...temporary.files,
        makeDirectory: () => Promise.reject(new AppError('files-unavailable', 'down'))
      } as typeof temporary.files,
      grants,
      owners,
      clock,
      join(temporary.directory, 'volumes')
    );
    await expect(down.ensureDefaults(kim)).rejects.toMatchObject({ code: 'files-unavailable' });
    const before = volumes.listVisible(kim);
    expect(before).toHaveLength(3);
    expect(before.some(volume => existsSync(volume.directory))).toBe(false);
    await volumes.heal(USERS, []);
    expect(volumes.listVisible(kim)).toEqual(before);
    expect(before.every(volume => existsSync(volume.directory))).toBe(true);
    expect(addresses(sam)).toHaveLength(3);
  });

  it('get a lost directory back, and keep what is in the others', async () => {
    await volumes.ensureDefaults(kim);
    const persistent = volumes.find(kim, 'Storage/kim/persistent');
    const jobs = volumes.find(kim, 'Temporary/kim/jobs');
    await temporary.files.writeFile(
      { directory: persistent.directory, path: 'a' },
      Buffer.from('x')
    );
    rmSync(jobs.directory, { recursive: true });
    await volumes.ensureDefaults(kim);
    expect(existsSync(jobs.directory)).toBe(true);
    expect(existsSync(join(persistent.directory, 'a'))).toBe(true);
  });
});

describe('who sees which volumes', () => {
  beforeEach(async () => {
    await volumes.heal(USERS, [data('open'), data('closed', { public: false })]);
  });

  it('shows others nothing of what one owns, administrators included', () => {
    for (const user of [sam, admin]) {
      expect(addresses(user)).not.toContain('Storage/kim/persistent');
      for (const name of [
        'Storage/kim/persistent',
        volumes.find(kim, 'Storage/kim/persistent').id
      ]) {
        expect(thrownBy(() => volumes.find(user, name))).toMatchObject(NOT_FOUND);
      }
    }
  });

  it('shows public data volumes to everyone and others to whom they are granted', () => {
    expect(addresses(kim, 'data')).toEqual(['Data/open']);
    expect(thrownBy(() => volumes.find(kim, 'Data/closed'))).toMatchObject(NOT_FOUND);
    const closed = volumes.find(admin, 'Data/closed');
    grants.grant({ kind: 'volume', id: closed.id }, { kind: 'user', id: kim.id }, ['read'], admin);
    expect(addresses(kim, 'data')).toEqual(['Data/closed', 'Data/open']);
    expect(addresses(sam, 'data')).toEqual(['Data/open']);
    expect(volumes.privileges(kim, closed)).toEqual(['read']);
  });

  it('lists what others share apart from what one owns', () => {
    const volume = volumes.find(kim, 'Storage/kim/persistent');
    expect(addresses(sam, 'shared')).toEqual([]);
    grants.grant({ kind: 'volume', id: volume.id }, { kind: 'user', id: sam.id }, ['write'], kim);
    expect(addresses(sam, 'shared')).toEqual(['Storage/kim/persistent']);
    expect(addresses(sam, 'mine')).toHaveLength(3);
    expect(volumes.find(sam, volume.id)).toEqual(volume);
    expect(volumes.toContract(sam, volume)).toMatchObject({
      address: 'Storage/kim/persistent',
      owner: 'kim',
      privileges: ['read', 'write']
    });
    expect(volumes.toContract(kim, volume)).not.toHaveProperty('directory');
  });

  it.each([
    '',
    'Storage',
    'Storage/kim',
    'Storage/nobody/persistent',
    'Data/none',
    '../../etc',
    '0'.repeat(26)
  ])('finds nothing at %j', address => {
    expect(thrownBy(() => volumes.find(kim, address))).toMatchObject(NOT_FOUND);
  });
});

describe('data volumes of the configuration', () => {
  it('follow it: changed, made private, taken out, brought back with the same id', async () => {
    await volumes.heal([], [data('sky')]);
    const { id } = volumes.find(kim, 'Data/sky');
    await volumes.heal([], [data('sky', { title: 'The sky', path: '/elsewhere' })]);
    expect(volumes.find(kim, 'Data/sky')).toMatchObject({
      id,
      title: 'The sky',
      directory: '/elsewhere'
    });
    await volumes.heal([], [data('sky', { public: false })]);
    expect(thrownBy(() => volumes.find(kim, 'Data/sky'))).toMatchObject(NOT_FOUND);
    await volumes.heal([], []);
    expect(thrownBy(() => volumes.find(admin, 'Data/sky'))).toMatchObject(NOT_FOUND);
    expect(volumes.byId(id)).toBeNull();
    await volumes.heal([], [data('sky')]);
    expect(volumes.find(kim, 'Data/sky').id).toBe(id);
  });

  it('must have names of their own', async () => {
    await expect(volumes.heal([], [data('sky'), data('sky')])).rejects.toThrow(/same name/);
    expect(addresses(admin, 'data')).toEqual([]);
  });
});

describe('mounts', () => {
  beforeEach(async () => {
    ['open', 'closed'].forEach(name => mkdirSync(join(temporary.directory, name)));
    await volumes.heal(USERS, [data('open'), data('closed', { public: false })]);
  });

  it('are by default what one owns, to write, and the data volumes one sees, to read', () => {
    expect(volumes.mountsFor(kim).map(({ path, access }) => [path, access])).toEqual([
      ['Storage/kim/persistent', 'write'],
      ['Temporary/kim/jobs', 'write'],
      ['Temporary/kim/scratch', 'write'],
      ['open', 'read']
    ]);
  });

  it('leave out a data volume whose directory is not there, until it is', async () => {
    const config = [data('open'), data('gone')];
    const missing = await volumes.heal([], config);
    expect(missing.map(volume => volume.address)).toEqual(['Data/gone']);
    expect(volumes.mountsFor(kim).map(plan => plan.path)).not.toContain('gone');
    expect(
      thrownBy(() => volumes.plan(kim, [{ volume: 'Data/gone', access: 'read' }]))
    ).toMatchObject({ code: 'conflict' });
    expect(volumes.find(kim, 'Data/gone').address).toBe('Data/gone');
    mkdirSync(join(temporary.directory, 'gone'));
    expect(await volumes.heal([], config)).toEqual([]);
    expect(volumes.mountsFor(kim).map(plan => plan.path)).toContain('gone');
  });

  it('are planned as far as the user may', () => {
    const persistent = volumes.find(kim, 'Storage/kim/persistent');
    const share = (privileges: ('read' | 'write')[]) =>
      grants.grant(
        { kind: 'volume', id: persistent.id },
        { kind: 'user', id: sam.id },
        privileges,
        kim
      );
    const wanted = [{ volume: 'Storage/kim/persistent', access: 'write' as const }];
    expect(thrownBy(() => volumes.plan(sam, wanted))).toMatchObject(NOT_FOUND);
    share(['read']);
    expect(thrownBy(() => volumes.plan(sam, wanted))).toMatchObject({ code: 'not-allowed' });
    expect(volumes.plan(sam, [{ volume: persistent.id, access: 'read' }])).toEqual([
      { volume: persistent, access: 'read', path: 'Storage/kim/persistent' }
    ]);
    share(['write']);
    expect(volumes.plan(sam, wanted)).toMatchObject([{ access: 'write' }]);
    expect(
      thrownBy(() => volumes.plan(kim, [{ volume: 'Data/open', access: 'write' }]))
    ).toMatchObject({ code: 'not-allowed' });
  });
});

describe('the catalogue', () => {
  it('tells where a volume is, whoever asks', async () => {
    await volumes.heal(USERS, [data('open')]);
    const catalogue = new VolumeCatalogue(database, owners);
    const { id, directory } = volumes.find(kim, 'Storage/kim/persistent');
    expect(catalogue.at('Storage/kim/persistent')?.directory).toBe(directory);
    expect(catalogue.at(id)?.directory).toBe(directory);
    expect(catalogue.at('Data/open')?.directory).toBe(join(temporary.directory, 'open'));
    expect(catalogue.at('Storage/kim/none')).toBeNull();
  });
});

describe('the write probe', () => {
  const own = {
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    isForeignToImages: false
  };

  it('passes where the identity keeps its files, and leaves nothing behind', async () => {
    await volumes.writeProbe(own);
    const root = { directory: join(temporary.directory, 'volumes'), path: '' };
    expect((await temporary.files.list(root, { limit: 9 })).map(e => e.name)).toEqual([
      'Storage',
      'Temporary'
    ]);
    const storage = { ...root, path: 'Storage' };
    expect(await temporary.files.list(storage, { limit: 9 })).toEqual([]);
  });

  it('names the root that gives files to somebody else', async () => {
    await expect(volumes.writeProbe({ ...own, uid: own.uid + 1 })).rejects.toThrow(
      new RegExp(`kept in ${temporary.directory}/volumes/Storage: .* belongs to ${own.uid}:`)
    );
  });

  it('names the root that cannot be written to', async () => {
    rmSync(join(temporary.directory, 'volumes'), { recursive: true });
    await expect(volumes.writeProbe(own)).rejects.toMatchObject(NOT_FOUND);
    mkdirSync(join(temporary.directory, 'volumes/Storage/.labcommons-write-probe'), {
      recursive: true
    });
    await expect(volumes.writeProbe(own)).rejects.toThrow(/cannot write there/);
  });
});
