import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashSecret } from '../../src/accounts/secrets.js';
import type { Session } from '../../src/accounts/session-store.js';
import type { User } from '../../src/accounts/types.js';
import { AppEntries } from '../../src/apps/service.js';
import { loadConfig } from '../../src/config.js';
import { ServersWorld } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';
import { startPages, TYPED } from './pages-harness.js';

const IMAGES = [
  { id: 'lab', title: 'Lab', reference: 'lab:1' },
  {
    id: 'sums',
    title: 'Sums',
    reference: 'sums:1',
    app: {
      port: 2718,
      path: 'view?at={prefix}',
      stripPrefix: true,
      command: ['sums', '--port', '{port}', '--base=/{path}']
    }
  },
  { id: 'idies', title: 'Idies', reference: 'idies:1', app: { startScript: 'sciserver' } }
];

describe('a server of kind app', () => {
  let directory: string;
  let world: ServersWorld;
  let kim: User;
  let ann: User;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'apps-'));
    const file = join(directory, 'labcommons.yaml');
    const domains = [{ id: 'small', title: 'Small', images: IMAGES.map(({ id }) => id) }];
    writeFileSync(file, JSON.stringify({ images: IMAGES, domains }));
    world = await ServersWorld.open({ LABCOMMONS_CONFIG: file });
    IMAGES.forEach(({ reference }) => world.engine.images.set(reference, `sha256:${reference}`));
    kim = await world.user('kim');
    ann = await world.user('ann');
  });
  afterEach(async () => {
    await world.close();
    rmSync(directory, { recursive: true });
  });

  const reaches = (state: string, name: string) =>
    until(state, () => world.services.get(kim, name).state === state);

  async function run(name: string, image: string): Promise<void> {
    world.services.settings.create(kim, { name, image });
    await world.services.start(kim, name);
    await reaches('running', name);
  }

  const containerOf = (image: string) =>
    [...world.engine.containers.values()].find(({ spec }) => spec.image === image)?.spec;
  const rows = (table: 'tokens' | 'oauth_clients') =>
    world.database.prepare(`SELECT * FROM ${table} WHERE server_id IS NOT NULL`).all();

  it('runs its program, told of its path and nothing that opens anything', async () => {
    // Whatever it answers, it is there.
    Object.assign(world.singleUser.answer, { status: 404, headers: {} });
    await run('sums', 'sums');
    expect(containerOf('sums:1')).toMatchObject({
      entryPoint: ['sums', '--port', '2718', '--base=/user/kim/sums'],
      command: null,
      port: 2718,
      workingDirectory: '/home/jovyan/workspace'
    });
    const { environment, mounts } = containerOf('sums:1')!;
    expect(environment).toEqual({
      LABCOMMONS_PREFIX: '/user/kim/sums/',
      LABCOMMONS_PORT: '2718',
      LABCOMMONS_USER: 'kim',
      MEM_LIMIT: String(4 * 1024 ** 3),
      CPU_LIMIT: '1'
    });
    expect(mounts.map(({ target }) => target)).toEqual(['/home/jovyan/workspace', '/home/idies']);
    expect([rows('tokens'), rows('oauth_clients')]).toEqual([[], []]);
    expect(world.services.get(kim, 'sums')).toMatchObject({
      kind: 'app',
      url: '/user/kim/sums/view?at=/user/kim/sums/'
    });
    expect(world.gateway.routes.get('/user/kim/sums/')).toMatchObject({
      owner: 'kim',
      app: { stripPrefix: true }
    });
  });

  it('is the same for a hub that was started anew', async () => {
    await run('sums', 'sums');
    world.gateway.routes.clear();
    await world.replace().reconcile();
    expect(world.gateway.routes.get('/user/kim/sums/')?.app).toEqual({ stripPrefix: true });
    expect(world.services.get(kim, 'sums').kind).toBe('app');
  });

  it('starts as SciServer does it, with the workspace where its programs look for it', async () => {
    await run('idies', 'idies');
    const { entryPoint, mounts, port } = containerOf('idies:1')!;
    expect([entryPoint, port]).toEqual([['/opt/startup.sh', '/user/kim/idies/'], 8888]);
    expect(mounts.map(({ target }) => target)).toEqual(['/home/idies/workspace']);
  });

  it('needs nothing of an image that JupyterLab needs', async () => {
    world.engine.probe = () => ({ exitCode: 127, output: 'sh: not found' });
    await run('sums', 'sums');
    expect(containerOf('sums:1')?.user).toBeNull();
  });

  it('is given no credentials for a moment either, so that no dying hub leaves any', async () => {
    const release = world.engine.hold('inspect');
    world.services.settings.create(kim, { name: 'sums', image: 'sums' });
    await world.services.start(kim, 'sums');
    expect([rows('tokens'), rows('oauth_clients')]).toEqual([[], []]);
    release();
    await reaches('running', 'sums');
  });

  it('becomes JupyterLab and back: credentials come and go with it', async () => {
    await run('box', 'lab');
    expect(world.services.get(kim, 'box').kind).toBe('lab');
    expect([rows('tokens'), rows('oauth_clients')].map(({ length }) => length)).toEqual([1, 1]);
    const restartIn = async (image: string) => {
      await world.services.settings.edit(kim, 'box', { image });
      await world.services.restart(kim, 'box');
      await until('in force', () => world.services.get(kim, 'box').image === image);
      await reaches('running', 'box');
    };
    await restartIn('sums');
    expect(world.gateway.routes.get('/user/kim/box/')?.app).toEqual({ stripPrefix: true });
    expect([rows('tokens'), rows('oauth_clients')]).toEqual([[], []]);
    await restartIn('lab');
    expect(world.gateway.routes.get('/user/kim/box/')?.app).toBeNull();
    expect([rows('tokens'), rows('oauth_clients')].map(({ length }) => length)).toEqual([1, 1]);
  });

  describe('and the way into it', () => {
    const session = { publicId: 'kims-session' } as Session;
    const entries = (labOrigin?: string) =>
      new AppEntries(world.services, world.gateway, { basePath: '/', labOrigin });

    beforeEach(() => run('sums', 'sums'));

    it('leads its owner to the gateway, with a code that this one knows', async () => {
      const wanted = '/user/kim/sums/a%20b?c=1';
      const way = new URL(await entries('https://lab.example').wayInto(kim, session, wanted));
      expect(way.origin + way.pathname).toBe('https://lab.example/user/kim/sums/_gateway/enter');
      expect(way.searchParams.get('next')).toBe(wanted);
      const code = way.searchParams.get('code') ?? '';
      expect(world.gateway.codes.get(hashSecret(code))).toBe('kims-session');
    });

    it.each(['ann', 'root'])('is closed to %s', async name => {
      const other =
        name === 'ann'
          ? ann
          : await world.accounts.accounts.createUser({ name, admin: true, password: null });
      await expect(entries().wayInto(other, session, '/user/kim/sums/')).rejects.toMatchObject({
        code: 'not-found'
      });
      expect(world.gateway.codes.size).toBe(0);
    });

    it.each(['/user/kim/', '/user/kim/other/', '/user/kim/sum', '/user/nobody/'])(
      'leads back to where there is no program: %s',
      async wanted => {
        expect(await entries().wayInto(kim, session, wanted)).toBe(wanted);
        expect(world.gateway.codes.size).toBe(0);
      }
    );

    it('leads back when the program has stopped', async () => {
      await world.services.stop(kim, 'sums');
      await reaches('stopped', 'sums');
      expect(await entries().wayInto(kim, session, '/user/kim/sums/')).toBe('/user/kim/sums/');
    });

    it.each(['/hub/logout', '/', 'https://evil.example/user/kim/sums/'])(
      'leads nowhere else: %s',
      async wanted => {
        await expect(entries().wayInto(kim, session, wanted)).rejects.toMatchObject({
          code: 'not-found'
        });
      }
    );
  });
});

describe('{hub}enter', () => {
  it('signs a stranger in first, and takes neither frames nor forms', async () => {
    const hub = await startPages();
    const kim = hub.browser();
    const path = '/hub/enter?next=%2Fuser%2Fkim%2Fsums%2F';
    expect((await kim.get(path)).headers.location).toBe(
      `/hub/login?next=${encodeURIComponent(path)}`
    );
    await kim.signIn('kim');
    expect((await kim.get(path)).headers.location).toBe('/user/kim/sums/');
    expect((await kim.get(path, { ...TYPED, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    expect((await kim.post(path, {})).status).toBe(405);
    await hub.close();
  });
});

describe('settings of a program', () => {
  const withApp = (app: object) => {
    const directory = mkdtempSync(join(tmpdir(), 'apps-'));
    const file = join(directory, 'labcommons.yaml');
    const domains = [{ id: 'small', title: 'Small', images: ['a'] }];
    writeFileSync(
      file,
      JSON.stringify({ images: [{ id: 'a', title: 'A', reference: 'a:1', app }], domains })
    );
    try {
      return loadConfig({ LABCOMMONS_CONFIG: file }).config.images[0]?.app;
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  it('have defaults', () => {
    expect(withApp({})).toEqual({ port: 8888, path: '', stripPrefix: false });
  });

  it.each<[object, RegExp]>([
    [{ port: 0 }, /app.port/],
    [{ path: '/absolute' }, /must be relative/],
    [{ path: 'with space' }, /must be relative/],
    [{ command: [] }, /app.command/],
    [{ startScript: 'mine' }, /app.startScript/],
    [{ command: ['a'], startScript: 'sciserver' }, /either command or startScript/],
    [{ prefix: true }, /app/]
  ])('are refused: %j', (app, reason) => {
    expect(() => withApp(app)).toThrow(reason);
  });
});
