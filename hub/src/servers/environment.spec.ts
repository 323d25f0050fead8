import { credentialsEnvironment, serverEnvironment } from './environment.js';

const WISH = {
  ownerName: 'a@b.c',
  serverName: '',
  prefix: '/user/a@b.c/',
  hubUrl: 'http://172.30.0.1:20000',
  memoryBytes: 4 * 2 ** 30,
  cores: 1.5,
  idleSeconds: 48 * 3600,
  jupyterPath: '',
  jupyterConfigPath: '',
  home: null
};
const ONE_ORIGIN = {
  basePath: '/',
  hubPath: '/hub/',
  hubOrigin: undefined,
  labOrigin: undefined
};

describe('serverEnvironment', () => {
  it('tells a server where it is and where the hub is', () => {
    expect(serverEnvironment(WISH, ONE_ORIGIN)).toEqual({
      JUPYTERHUB_SERVICE_URL: 'http://0.0.0.0:8888/user/a@b.c/',
      JUPYTERHUB_SERVICE_PREFIX: '/user/a@b.c/',
      JUPYTERHUB_API_URL: 'http://172.30.0.1:20000/hub/api',
      JUPYTERHUB_ACTIVITY_URL: 'http://172.30.0.1:20000/hub/api/users/a@b.c/activity',
      JUPYTERHUB_ACTIVITY_INTERVAL: '300',
      JUPYTERHUB_USER: 'a@b.c',
      JUPYTERHUB_SERVER_NAME: '',
      JUPYTERHUB_BASE_URL: '/',
      JUPYTERHUB_HOST: '',
      JUPYTERHUB_PUBLIC_URL: '',
      JUPYTERHUB_PUBLIC_HUB_URL: '',
      JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: '[]',
      JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: '0',
      JUPYTERHUB_ROOT_DIR: '/home/jovyan/workspace',
      JUPYTERHUB_DEFAULT_URL: '/lab/tree/Storage/a@b.c/persistent',
      JUPYTER_PATH: '/opt/labcommons/share/jupyter',
      JUPYTER_CONFIG_PATH: '/opt/labcommons/etc/jupyter',
      JUPYTERLAB_SETTINGS_DIR: '/opt/labcommons/profile/settings',
      JUPYTERLAB_WORKSPACES_DIR: '/opt/labcommons/profile/workspaces',
      MEM_LIMIT: '4294967296',
      CPU_LIMIT: '1.5'
    });
  });

  it.each([
    [undefined, '', '', ''],
    ['https://hub.org', '', 'https://hub.org/user/a@b.c/', 'https://hub.org/lc/hub/'],
    ['https://lab.org', 'https://hub.org', 'https://lab.org/user/a@b.c/', 'https://hub.org/lc/hub/']
  ])(
    'builds public addresses from the origins: Lab on %s',
    (labOrigin, host, publicUrl, hubUrl) => {
      const site = {
        basePath: '/lc/',
        hubPath: '/lc/hub/',
        hubOrigin: labOrigin && 'https://hub.org',
        labOrigin: labOrigin === 'https://hub.org' ? undefined : labOrigin
      };
      expect(serverEnvironment(WISH, site)).toMatchObject({
        JUPYTERHUB_API_URL: 'http://172.30.0.1:20000/lc/hub/api',
        JUPYTERHUB_BASE_URL: '/lc/',
        JUPYTERHUB_HOST: host,
        JUPYTERHUB_PUBLIC_URL: publicUrl,
        JUPYTERHUB_PUBLIC_HUB_URL: hubUrl
      });
    }
  );

  it("keeps the image's own paths behind ours, and gives a home where it is ours", () => {
    const own = { jupyterPath: '/opt/image/share', jupyterConfigPath: '/opt/image/etc' };
    const wish = { ...WISH, ...own, home: '/home/jovyan' };
    expect(serverEnvironment(wish, ONE_ORIGIN)).toMatchObject({
      JUPYTER_CONFIG_PATH: '/opt/labcommons/etc/jupyter:/opt/image/etc',
      JUPYTER_PATH: '/opt/labcommons/share/jupyter:/opt/image/share',
      HOME: '/home/jovyan'
    });
  });

  it.each([
    [60, '15'],
    [24, '10'],
    [600, '150'],
    [3600, '300']
  ])('hears of activity several times within an idle limit of %p s', (idleSeconds, interval) => {
    expect(serverEnvironment({ ...WISH, idleSeconds }, ONE_ORIGIN)).toMatchObject({
      JUPYTERHUB_ACTIVITY_INTERVAL: interval
    });
  });

  it('holds no secret; those come apart', () => {
    const secrets = credentialsEnvironment({
      token: 't0ken',
      clientId: 'jupyterhub-user-a%40b.c',
      redirectUri: '/user/a@b.c/oauth_callback',
      accessScopes: ['access:servers!server=a@b.c/']
    });
    expect(secrets).toMatchObject({
      JUPYTERHUB_API_TOKEN: 't0ken',
      JUPYTERHUB_CLIENT_ID: 'jupyterhub-user-a%40b.c',
      JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:servers!server=a@b.c/"]'
    });
    const open = serverEnvironment(WISH, ONE_ORIGIN);
    expect(Object.keys(secrets).filter(name => name in open)).toEqual([]);
  });
});
