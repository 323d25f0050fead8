import type { MountPlan } from '../volumes/types.js';

import { LAB } from './kinds/lab.js';
import { layOut } from './mounts.js';

const PLACES = {
  paths: { profiles: '/data/profiles', servers: '/data/servers' },
  extensionDirectory: '/srv/labextension',
  configDirectory: '/srv/jupyter-config',
  idiesDirectory: '/data/idies'
};

function plan(path: string, access: 'read' | 'write', directory: string): MountPlan {
  const volume = {
    id: 'v',
    kind: 'user' as const,
    root: '',
    owner: null,
    name: '',
    title: '',
    description: '',
    directory,
    createdAt: '',
    version: 1,
    address: path
  };
  return { volume, access, path };
}

const WISH = {
  ownerId: 'U',
  serverName: '',
  volumes: [plan('Storage/kim/persistent', 'write', '/data/volumes/a'), plan('sdss', 'read', '/b')],
  follows: false,
  kind: LAB,
  home: null
};

describe('layOut', () => {
  it('mounts the workspace, the volumes in it, and what is ours', () => {
    const own = '/data/servers/U/default';
    expect(layOut(WISH, PLACES).mounts.map(m => [m.source, m.target, m.readOnly])).toEqual([
      [`${own}/workspace`, '/home/jovyan/workspace', false],
      ['/data/volumes/a', '/home/jovyan/workspace/Storage/kim/persistent', false],
      ['/b', '/home/jovyan/workspace/sdss', true],
      ['/data/idies', '/home/idies', true],
      ['/srv/labextension', '/opt/labcommons/share/jupyter/labextensions/labcommons', true],
      ['/srv/jupyter-config', '/opt/labcommons/etc/jupyter', true],
      ['/data/profiles/U/settings', '/opt/labcommons/profile/settings', false],
      ['/data/profiles/U/workspaces/default', '/opt/labcommons/profile/workspaces', false]
    ]);
  });

  it('lets later mounts on the host appear in the workspace and its volumes only', () => {
    const propagated = layOut(WISH, PLACES).mounts.filter(m => m.propagation === 'rslave');
    expect(propagated.every(m => m.target.startsWith('/home/jovyan/workspace'))).toBe(true);
    expect(propagated).toHaveLength(3);
  });

  it('insists on it where volumes are mounted while the server runs, which it is then made without', () => {
    const { mounts } = layOut({ ...WISH, volumes: [], follows: true }, PLACES);
    expect(mounts[0]).toMatchObject({ target: '/home/jovyan/workspace', mustPropagate: true });
    expect(layOut(WISH, PLACES).mounts[0]).not.toHaveProperty('mustPropagate');
  });

  it('makes every mount source of its own', () => {
    const { mounts, directories } = layOut(WISH, PLACES);
    const made = directories.map(({ directory, path }) => `${directory}/${path}`);
    const ownSources = mounts
      .map(({ source }) => source)
      .filter(source => /^\/data\/(servers|profiles)/.test(source));
    expect(made).toEqual(expect.arrayContaining(ownSources));
  });

  it('keeps the servers of one user and those of others apart', () => {
    const sources = (ownerId: string, serverName: string) =>
      layOut({ ...WISH, ownerId, serverName, volumes: [] }, PLACES)
        .mounts.filter(({ readOnly }) => !readOnly)
        .map(({ source }) => source);
    expect(sources('U', 'gpu')).toEqual([
      '/data/servers/U/gpu/workspace',
      '/data/profiles/U/settings',
      '/data/profiles/U/workspaces/gpu'
    ]);
    expect(sources('V', '').filter(source => sources('U', '').includes(source))).toEqual([]);
  });

  it('mounts a home of ours first, with the place of the workspace in it', () => {
    const { mounts, directories } = layOut({ ...WISH, home: '/home/jovyan' }, PLACES);
    expect(mounts[0]).toMatchObject({
      source: '/data/servers/U/default/home',
      target: '/home/jovyan'
    });
    expect(directories.map(({ path }) => path)).toContain('U/default/home/workspace');
    const elsewhere = layOut({ ...WISH, home: '/root' }, PLACES);
    expect(elsewhere.directories.map(({ path }) => path)).not.toContain('U/default/home/workspace');
  });
});
