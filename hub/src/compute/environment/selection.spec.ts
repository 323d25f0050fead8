import type { LayerChange } from '../layer-engine.js';
import { holdsSecret, leftOutAt } from './left-out.js';
import { packagesOf } from './packages.js';
import { selectionOf } from './selection.js';

const change = (kind: LayerChange['kind'], path: string): LayerChange => ({ kind, path });
const added = (...paths: string[]) => paths.map(path => change('added', path));
const select = (changes: LayerChange[], mountPoints: string[] = []) =>
  selectionOf({ changes, mountPoints });
const pathsOf = (kept: readonly { path: string }[]) => kept.map(({ path }) => path);

describe('what of a layer goes into an image', () => {
  it('is named by its outermost folders', () => {
    const { kept } = select([
      change('changed', '/opt'),
      ...added('/opt/tool', '/opt/tool/bin', '/opt/tool/bin/run', '/opt/toolbox')
    ]);
    expect(kept).toEqual([
      { path: '/opt/tool', isNew: true },
      { path: '/opt/toolbox', isNew: true }
    ]);
  });

  it('holds changed files, and folders only for what changed in them', () => {
    const { kept } = select([
      change('changed', '/etc'),
      change('changed', '/etc/motd'),
      change('changed', '/home/jovyan')
    ]);
    // Whether a path without anything in it is a folder, the engine says: then it is left as it is.
    expect(kept).toEqual([
      { path: '/etc/motd', isNew: false },
      { path: '/home/jovyan', isNew: false }
    ]);
  });

  it('holds nothing that is mounted, nor a folder that is there for a mount alone', () => {
    const { kept } = select(
      added(
        '/home/jovyan/workspace',
        '/opt/labcommons',
        '/opt/labcommons/share',
        '/opt/labcommons/notes.txt'
      ),
      ['/home/jovyan/workspace', '/opt/labcommons/share']
    );
    expect(pathsOf(kept)).toEqual(['/opt/labcommons/notes.txt']);
  });

  it('removes what was removed, and takes whole what was made anew in its place', () => {
    const { kept, removed } = select([
      change('removed', '/opt/old'),
      change('removed', '/opt/tool'),
      ...added('/opt/tool/new')
    ]);
    expect(removed).toEqual(['/opt/old', '/opt/tool']);
    expect(kept).toEqual([{ path: '/opt/tool', isNew: true }]);
  });

  it('holds nothing of the engine’s own', () => {
    expect(
      select([...added('/.dockerenv', '/dev/null'), change('changed', '/etc/hosts')]).kept
    ).toEqual([]);
  });

  it('says what it leaves out, by the outermost folder, and takes the rest', () => {
    const { kept, leftOut } = select(
      added('/home/kim', '/home/kim/.ssh', '/home/kim/.ssh/id_rsa', '/tmp/x', '/tmp/y')
    );
    expect(leftOut).toEqual([
      { path: '/home/kim/.ssh', reason: 'credential' },
      { path: '/tmp', reason: 'temporary' }
    ]);
    expect(pathsOf(kept)).toEqual(['/home/kim']);
  });
});

describe('what is left out', () => {
  it.each([
    ['/home/jovyan/.netrc', 'credential'],
    ['/home/jovyan/.config/rclone/rclone.conf', 'credential'],
    ['/home/jovyan/.pypirc', 'credential'],
    ['/home/jovyan/.git-credentials', 'credential'],
    ['/home/jovyan/.aws/credentials', 'credential'],
    ['/root/.ssh/id_rsa', 'credential'],
    ['/home/jovyan/project/.env', 'credential'],
    ['/home/jovyan/.cache/huggingface/token', 'credential'],
    ['/home/jovyan/.local/share/jupyter/runtime/kernel-1.json', 'runtime'],
    ['/home/jovyan/.bash_history', 'history'],
    ['/home/jovyan/.python_history', 'history'],
    ['/home/jovyan/.ipython/profile_default/history.sqlite', 'history'],
    ['/opt/conda/pkgs/x', 'cache'],
    ['/tmp/x', 'temporary']
  ])('%s is, as %s', (path, reason) => {
    expect(leftOutAt(path)?.reason).toBe(reason);
  });

  it.each([
    '/home/jovyan/notes.txt',
    '/home/jovyan/.bashrc',
    '/home/jovyan/.config/matplotlib/matplotlibrc',
    '/home/jovyan/.local/lib/python3.12/site-packages/certifi/cacert.pem',
    '/home/jovyan/.cache/huggingface/hub/model.bin',
    '/home/jovyan/history.csv',
    '/opt/conda/lib/python3.12/site-packages/ssh/__init__.py'
  ])('%s is not', path => {
    expect(leftOutAt(path)).toBeNull();
  });

  it('are files that hold a secret of ours anywhere, and private keys at home', () => {
    const secret = ['s3cret-token'];
    expect(holdsSecret('/opt/x', Buffer.from('a s3cret-token b'), secret)).toBe(true);
    expect(holdsSecret('/opt/x', Buffer.from('nothing'), [...secret, ''])).toBe(false);
    const key = Buffer.from('-----BEGIN OPENSSH PRIVATE KEY-----\nabc');
    expect(holdsSecret('/home/kim/key', key, [])).toBe(true);
    expect(holdsSecret('/opt/test/key', key, [])).toBe(false);
  });
});

it('packages are recognised by what their installers leave, each once', () => {
  const site = '/opt/conda/lib/python3.12/site-packages';
  expect(
    packagesOf([
      ...added(
        `${site}/healpy`,
        `${site}/healpy-1.18.1.dist-info`,
        '/opt/conda/conda-meta/healpy-1.18.1-py312h1_0.json',
        '/home/kim/.local/lib/python3.12/site-packages/Star_Count-1.2.dist-info',
        '/var/lib/dpkg/info/libgsl27:amd64.list'
      ),
      change('changed', `${site}/numpy-2.0.dist-info`)
    ])
  ).toEqual([
    { manager: 'conda', name: 'healpy', version: '1.18.1' },
    { manager: 'apt', name: 'libgsl27', version: '' },
    { manager: 'pip', name: 'Star_Count', version: '1.2' }
  ]);
});
