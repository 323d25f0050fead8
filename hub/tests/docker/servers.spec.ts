import type { User } from '../../src/accounts/types.js';
import { containerName } from '../../src/servers/launcher.js';
import { until } from '../../src/testing/until.js';
import { OLD_TEST_IMAGE, openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(180_000);

const BARE_IMAGE = 'labcommons/base:latest';

let real: RealEngine;
let world: ServersOnDocker;
let kim: User;

async function open(image: string, identity?: RealEngine['identity']) {
  real = await openRealEngine();
  world = await ServersOnDocker.open(real, { image, identity });
  kim = await world.user('kim');
}

async function close() {
  await world?.close();
  await real?.close();
}

const state = () => world.services.get(kim, '').state;

describe('a server in a stock image', () => {
  beforeAll(() => open(TEST_IMAGE));
  afterAll(close);

  it('starts, answers under its address, and stops', async () => {
    const { url } = await world.run(kim);
    const answer = await fetch(`${url}api`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-jupyterhub-version')).toMatch(/^6\./);
    await world.services.measure(kim);
    expect(world.services.get(kim, '').memory.usedBytes).toBeGreaterThan(1e7);
    await world.stop(kim);
    expect(state()).toBe('stopped');
    await expect(fetch(`${url}api`, { signal: AbortSignal.timeout(2000) })).rejects.toThrow();
  });

  it('is told what a single-user server must know, and nothing of the hub beside', async () => {
    const { id } = await world.run(kim);
    const environment = await real.engine.environmentOf(containerName(id));
    const api = `${real.engine.hubUrl()}/hub/api`;
    expect(environment).toMatchObject({
      JUPYTERHUB_SERVICE_URL: 'http://0.0.0.0:8888/user/kim/',
      JUPYTERHUB_SERVICE_PREFIX: '/user/kim/',
      JUPYTERHUB_API_URL: api,
      JUPYTERHUB_ACTIVITY_URL: `${api}/users/kim/activity`,
      JUPYTERHUB_CLIENT_ID: 'jupyterhub-user-kim',
      JUPYTERHUB_OAUTH_CALLBACK_URL: '/user/kim/oauth_callback',
      JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:servers!server=kim/","access:servers!user=kim"]',
      JUPYTERHUB_USER: 'kim',
      JUPYTERHUB_SERVER_NAME: '',
      JUPYTERHUB_BASE_URL: '/',
      JUPYTER_PATH: '/opt/labcommons/share/jupyter'
    });
    expect(Object.keys(environment).filter(name => name.startsWith('LABCOMMONS'))).toEqual([]);
    expect(await world.inContainer(id, 'ls /var/run/docker.sock')).toMatch('No such file');
  });

  it('has its volumes in the workspace, by both paths, and what is ours read-only', async () => {
    const { id } = await world.run(kim);
    const script = `
      cd /home/jovyan/workspace && echo data > Storage/kim/persistent/x.csv && echo loose > loose.txt
      cat /home/idies/workspace/Storage/kim/persistent/x.csv
      cat /opt/labcommons/share/jupyter/labextensions/labcommons/package.json
      touch /opt/labcommons/share/jupyter/labextensions/labcommons/y || echo "no writing"
      touch /home/idies/y || echo "no writing"
      echo "{}" > $JUPYTERLAB_SETTINGS_DIR/kept.json && echo "{}" > $JUPYTERLAB_WORKSPACES_DIR/layout
      stat -c %u:%g loose.txt; id -u`;
    const printed = await world.inContainer(id, script);
    expect(printed).toContain('data\n');
    expect(printed).toContain('"labcommons"');
    expect(printed.match(/no writing/g)).toHaveLength(2);
    expect(printed).toContain('1000:100\n1000');
  });

  it('has no privileges', async () => {
    const { id } = await world.run(kim);
    const status = await world.inContainer(id, 'cat /proc/1/status; cat /proc/1/comm');
    expect(status).toMatch(/^CapEff:\s+0000000000000000$/m);
    expect(status).toMatch(/^CapBnd:\s+0000000000000000$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/docker-init|tini/);
  });

  it('keeps what was installed in its container over a stop', async () => {
    const { id } = await world.run(kim);
    await world.inContainer(id, 'mkdir -p ~/.local && echo installed > ~/.local/package');
    await world.stop(kim);
    const again = await world.run(kim);
    expect(again.id).toBe(id);
    expect(await world.inContainer(id, 'cat ~/.local/package')).toBe('installed');
  });

  it('keeps settings, layout and files over its deletion, but not what was installed', async () => {
    const { id } = await world.run(kim);
    await world.stop(kim);
    await world.services.remove(kim, '');
    expect(await real.engine.inspect(containerName(id))).toBeNull();
    const next = await world.run(kim);
    expect(next.id).not.toBe(id);
    const script =
      'ls $JUPYTERLAB_SETTINGS_DIR $JUPYTERLAB_WORKSPACES_DIR ~/workspace; cat ~/.local/package';
    const printed = await world.inContainer(next.id, script);
    expect(printed).toContain('kept.json');
    expect(printed).toContain('layout');
    expect(printed).toContain('loose.txt');
    expect(printed).toMatch('No such file');
  });

  it('runs on and is found again when the hub starts anew', async () => {
    const { url } = await world.run(kim);
    world.gateway.routes.clear();
    await (await world.replace()).reconcile();
    expect(state()).toBe('running');
    expect(world.gateway.routes.has('/user/kim/')).toBe(true);
    expect((await fetch(`${url}api`)).status).toBe(200);
  });

  it('is seen to have died within ten seconds', async () => {
    const { id } = await world.run(kim);
    world.services.watch();
    await real.docker.getContainer(containerName(id)).kill();
    await until('failed', () => state() === 'failed', 10_000);
    expect(world.services.get(kim, '').reason).toBe('It ended unexpectedly (exit code 137)');
    expect(world.gateway.routes.size).toBe(0);
  });
});

describe('a server in the oldest supported image', () => {
  beforeAll(() => open(OLD_TEST_IMAGE));
  afterAll(close);

  it('starts', async () => {
    const { url } = await world.run(kim);
    expect((await fetch(`${url}api`)).headers.get('x-jupyterhub-version')).toMatch(/^5\.5/);
  });
});

describe('a server in an image that cannot run one', () => {
  beforeAll(() => open(BARE_IMAGE));
  afterAll(close);

  it('fails with the reason', async () => {
    await world.services.start(kim, '');
    await until('failed', () => state() === 'failed', 60_000);
    expect(world.services.get(kim, '').reason).toBe('The image lacks jupyterhub-singleuser');
  });
});

describe('a server of a hub that does not run as root', () => {
  beforeAll(() => open(TEST_IMAGE, { uid: 4321, gid: 4321, isForeignToImages: true }));
  afterAll(close);

  it('runs with its uid, in a home directory of ours', async () => {
    const { id } = await world.run(kim);
    const printed = await world.inContainer(
      id,
      'id -u; echo $HOME; touch ~/x workspace/y 2>/dev/null; touch ~/x ~/workspace/y && stat -c %u ~/workspace/y'
    );
    expect(printed).toBe('4321\n/home/jovyan\n4321');
  });
});
