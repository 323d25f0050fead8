import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { chownSync } from 'node:fs';
import { join } from 'node:path';

import type { User } from '../../src/accounts/types.js';
import type { Mounting } from '../../src/mounts/compose.js';
import { connectMounts } from '../../src/mounts/connect.js';
import { LinuxMounts } from '../../src/mounts/linux-mounts.js';
import { Freezer } from '../../src/testing/freezer.js';
import { until } from '../../src/testing/until.js';
import type { Volume } from '../../src/volumes/types.js';
import { mayMount } from '../files/may-mount.js';
import { openRealEngine, type RealEngine, SOCKET, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(240_000);

const describeWhereMayMount = mayMount() ? describe : describe.skip;
const W = '/home/jovyan/workspace';
const SHARED = 'Storage/ana/shared';

describeWhereMayMount('volumes in running servers', () => {
  let real: RealEngine;
  let world: ServersOnDocker;
  let mounting: Mounting;
  let kim: User;
  let id: string;
  let shared: Volume;

  const connect = async (servers: string) => {
    const run = join(real.directory, 'run');
    mkdirSync(run, { recursive: true });
    mounting = await connectMounts({
      servers,
      run,
      engine: real.engine,
      engineSocket: SOCKET,
      image: TEST_IMAGE,
      identity: real.identity,
      uid: 0,
      bootId: 'this',
      log: { info: () => undefined, warn: (...entry) => void world?.logged.push(entry) }
    });
    return mounting;
  };
  const grant = async (privileges: ('read' | 'write')[]) => {
    world.shared.set(shared.id, { volume: shared, privileges });
    await world.mounts.accessChanged([kim.id]);
  };
  const inside = (script: string) => world.inContainer(id, script);
  const mountTable = () => readFileSync('/proc/self/mountinfo', 'utf8');
  const mountedIn = (place: string) =>
    mountTable()
      .split('\n')
      .filter(line => line.includes(world.config.paths.volumes) && line.includes(place));
  const digestOfShared = () => {
    const files = readdirSync(shared.directory).sort();
    const bytes = files.map(name => [name, readFileSync(join(shared.directory, name))]);
    return createHash('sha256').update(JSON.stringify(bytes)).digest('hex');
  };

  beforeAll(async () => {
    real = await openRealEngine();
    world = await ServersOnDocker.open(real, { image: TEST_IMAGE, mounting: connect });
    kim = await world.user('kim');
    const ana = await world.user('ana');
    const directory = join(world.config.paths.volumes, 'shared');
    mkdirSync(directory);
    chownSync(directory, 1000, 100);
    shared = {
      id: 'SHARED',
      kind: 'user',
      root: 'Storage',
      owner: ana,
      name: 'shared',
      title: '',
      description: '',
      directory,
      createdAt: '',
      version: 1,
      address: SHARED
    };
    for (const name of ['a.csv', 'b.csv']) {
      writeFileSync(join(directory, name), `${name} of ana`);
      chownSync(join(directory, name), 1000, 100);
    }
    ({ id } = await world.run(kim));
  });
  afterAll(async () => {
    await world?.close();
    for (const mounted of mounting?.table?.list() ?? []) {
      await mounting.table?.unmount(mounted);
    }
    await mounting?.table?.close();
    await real?.close();
    expect(mountTable()).not.toContain(real.directory);
  });

  it('are possible where the hub is root beside the engine, which a container has proved', () => {
    expect(mounting.possible).toBe(true);
    expect(readdirSync(join(world.config.paths.servers, 'probe'))).toEqual([]);
    expect(world.services.get(kim, '').liveMounts).toBe(true);
  });

  it('are there from the start, also under the path of SciServer, and not in what the container was made of', async () => {
    expect(
      await inside(
        `echo kept > ${W}/Storage/kim/persistent/x && cat /home/idies/workspace/Storage/kim/persistent/x`
      )
    ).toBe('kept');
    const { HostConfig } = await real.docker
      .getContainer(`labcommons-server-${id.toLowerCase()}`)
      .inspect();
    expect(JSON.stringify(HostConfig.Mounts)).not.toContain(world.config.paths.volumes);
  });

  it('come, take what is written, and go, without a restart', async () => {
    const started = world.services.get(kim, '').startedAt;
    await grant(['read', 'write']);
    await world.mounts.mount(kim, 'default', { volume: SHARED, access: 'write' });
    expect(await inside(`cat ${W}/${SHARED}/a.csv && echo more > ${W}/${SHARED}/c.csv`)).toBe(
      'a.csv of ana'
    );
    expect(readFileSync(join(shared.directory, 'c.csv'), 'utf8')).toBe('more\n');
    await world.mounts.unmount(kim, 'default', SHARED);
    expect(await inside(`ls -A ${W}/${SHARED}`)).toBe('');
    expect(existsSync(join(shared.directory, 'a.csv'))).toBe(true);
    expect(world.services.get(kim, '').startedAt).toBe(started);
  });

  it('can only be read for as long as their owner keeps too much, whatever was granted', async () => {
    await grant(['read', 'write']);
    await world.mounts.mount(kim, 'default', { volume: SHARED, access: 'write' });
    await world.mounts.setAccess(shared.id, 'read');
    expect(await inside(`touch ${W}/${SHARED}/over`)).toMatch(/Read-only file system/);
    expect(await inside(`cat ${W}/${SHARED}/a.csv`)).toBe('a.csv of ana');
    await world.mounts.setAccess(shared.id, 'write');
    expect(await inside(`echo again > ${W}/${SHARED}/c.csv && echo written`)).toBe('written');
    await world.mounts.unmount(kim, 'default', SHARED);
  });

  it('follow the grant: read-only refuses writing, no grant leaves nothing but what is open', async () => {
    await grant(['read']);
    await world.mounts.mount(kim, 'default', { volume: SHARED, access: 'read' });
    expect(await inside(`touch ${W}/${SHARED}/new`)).toMatch(/Read-only file system/);
    await grant(['read', 'write']);
    expect(await inside(`touch ${W}/${SHARED}/new && echo written`)).toBe('written');
    const open = inside(
      `exec 3< ${W}/${SHARED}/a.csv; touch ${W}/opened; while [ -e ${W}/${SHARED}/a.csv ]; do sleep 0.05; done; cat <&3`
    );
    await until('the file to be open', () =>
      existsSync(join(world.config.paths.servers, kim.id, 'default/workspace/opened'))
    );
    await grant([]);
    expect(await inside(`ls ${W}/${SHARED}/a.csv`)).toMatch(/No such file/);
    expect(await open).toBe('a.csv of ana');
    expect(world.services.get(kim, '').mounts).toContainEqual(
      expect.objectContaining({ volume: SHARED, state: 'withdrawn' })
    );
  });

  it('carry neither devices nor set-user-id programs', async () => {
    await grant(['read', 'write']);
    const line = (await inside(`grep ${SHARED} /proc/self/mountinfo`)).split(' ');
    expect(line[5]?.split(',')).toEqual(expect.arrayContaining(['rw', 'nosuid', 'nodev']));
  });

  it('withstand who plants links and moves folders in the workspace while they come and go', async () => {
    const attack = inside(
      `cd ${W}; end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do
         mv Storage x; rm -f Storage; ln -s /etc Storage; mv Storage/ana y; ln -sfn /tmp late; mv late z; rmdir Storage/ana/shared
       done 2>/dev/null; echo tired`
    );
    let isOver = false;
    void attack.finally(() => (isOver = true));
    while (!isOver) {
      await grant([]);
      expect(mountedIn(SHARED)).toEqual([]);
      await grant(['read', 'write']);
      expect(mountedIn(SHARED)).toHaveLength(1);
    }
    expect(await attack).toBe('tired');
    const places = mountedIn(shared.directory).map(line => line.split(' ')[4]);
    expect(places).toEqual([join(world.config.paths.servers, kim.id, 'default/workspace', SHARED)]);
    expect(await inside(`cat ${W}/${SHARED}/a.csv`)).toBe('a.csv of ana');
  });

  it.each([1, 2, 3, 4, 5, 6])('end up right when the hub is killed around step %i', async step => {
    for (const moment of ['before', 'after'] as const) {
      const freezer = new Freezer(step, moment);
      const table = freezer.wrap(mounting.table as LinuxMounts, ['list']);
      world.afterKill({ table, possible: true });
      world.shared.set(shared.id, { volume: shared, privileges: step % 2 ? ['read'] : [] });
      const change = world.mounts
        .accessChanged([kim.id])
        .then(() =>
          world.mounts.unmount(kim, 'default', 'Storage/kim/persistent').catch(() => undefined)
        );
      await Promise.race([change, freezer.frozen]);
      await new LinuxMounts({
        servers: world.config.paths.servers,
        staging: join(real.directory, 'run/mounts')
      }).open();
      await world.afterKill(mounting).reconcile();
      await world.mounts
        .mount(kim, 'default', { volume: 'Storage/kim/persistent', access: 'write' })
        .catch(() => undefined);
      expect(mountedIn(shared.directory)).toHaveLength(step % 2 ? 1 : 0);
      expect(await inside(`ls ${W}/${SHARED}`)).toBe(step % 2 ? 'a.csv\nb.csv\nc.csv\nnew' : '');
      expect(readdirSync(join(real.directory, 'run/mounts'))).toEqual([]);
    }
  });

  it('are gone when their server stops or is deleted, with nothing in them lost', async () => {
    await grant(['read', 'write']);
    const before = digestOfShared();
    expect(mountedIn(shared.directory)).toHaveLength(1);
    await world.stop(kim);
    expect(mountedIn(shared.directory)).toEqual([]);
    await world.run(kim);
    expect(await inside(`ls ${W}/${SHARED}`)).toContain('a.csv');
    await world.stop(kim);
    // As if the stop had been killed before it came to the mounts.
    await mounting.table?.mount(
      { workspace: `${kim.id}/default/workspace`, path: SHARED },
      shared.directory,
      'write'
    );
    await world.services.remove(kim, '');
    expect(mountedIn(shared.directory)).toEqual([]);
    expect(digestOfShared()).toBe(before);
  });

  it('are those that were chosen for a named server, and go when the engine has ended it or it is deleted', async () => {
    const before = digestOfShared();
    world.services.settings.create(kim, {
      name: 'gpu',
      volumes: [{ volume: SHARED, access: 'write' }]
    });
    ({ id } = await world.run(kim, 'gpu'));
    expect(await inside(`cd ${W}/Storage && ls -d */*`)).toBe('ana/shared');
    expect(mountedIn(`${kim.id}/gpu/`)).toHaveLength(1);
    await real.docker.getContainer(`labcommons-server-${id.toLowerCase()}`).kill();
    await world.services.look();
    expect(world.services.get(kim, 'gpu').state).toBe('failed');
    expect(mountedIn(kim.id)).toEqual([]);
    // As if the look had been killed before it came to the mounts.
    const workspace = `${kim.id}/gpu/workspace`;
    await mounting.table?.mount({ workspace, path: SHARED }, shared.directory, 'write');
    expect(mountedIn(shared.directory)).toHaveLength(1);
    await world.services.remove(kim, 'gpu');
    expect(mountedIn(shared.directory)).toEqual([]);
    expect(digestOfShared()).toBe(before);
  });
});
