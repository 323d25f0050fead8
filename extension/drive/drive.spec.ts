/** @jest-environment node */
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import type { Entry } from '../../hub/contract/files';
import { labPathOf, volumeFileOf } from '../server/mounts';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeVolume } from '../testing/sample-volumes';
import type { IServerModel, IVolumesModel } from '../tokens';
import { VolumeDrive } from './drive';

const VOLUMES = [
  makeVolume(1, 'Storage/kim/thesis'),
  makeVolume(2, 'Storage/kim/mounted'),
  makeVolume(3, 'Data/sdss', { privileges: ['read'] })
];
const MOUNTS = [
  {
    volume: 'Storage/kim/mounted',
    access: 'write' as const,
    path: 'Storage/kim/mounted',
    state: 'attached' as const,
    reason: null
  }
];

function entry(name: string, etag = '1', kind: Entry['kind'] = 'file'): Entry {
  return { name, kind, sizeBytes: 3, modifiedAt: '2026-11-20T10:00:00Z', etag, expiresAt: null };
}

function driveOn(answer: (asked: Asked) => Response) {
  const { asked, client } = fakeFetch(answer);
  const renamed: string[][] = [];
  const contents = {
    serverSettings: {},
    rename: async (from: string, to: string) => {
      renamed.push([from, to]);
      return { path: to };
    }
  } as unknown as Contents.IManager;
  const changes = new Signal<Contents.IManager, Contents.IChangedArgs>(contents);
  Object.assign(contents, { fileChanged: changes });
  const drive = new VolumeDrive({
    client,
    volumes: {
      volumes: VOLUMES,
      ready: async () => undefined,
      find: (address: string) => VOLUMES.find(volume => volume.address === address) ?? null
    } as unknown as IVolumesModel,
    server: {
      server: { mounts: MOUNTS },
      labPathOf: file => labPathOf(file, MOUNTS),
      volumeFileOf: path => volumeFileOf(path, MOUNTS)
    } as IServerModel,
    contents,
    mimetypeOf: () => 'text/plain',
    copy: async (_source, folder) => ({ ...folder, path: `${folder.path}/a (2).txt` }),
    trans: nullTranslator.load('labcommons')
  });
  const told: Contents.IChangedArgs[] = [];
  drive.fileChanged.connect((_drive, change) => void told.push(change));
  return { asked, changes, drive, renamed, told };
}

const statusOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: unknown) =>
      error instanceof ServerConnection.ResponseError ? error.response.status : String(error)
  );

describe('VolumeDrive', () => {
  it('has folders by name above the volumes, and only those that there are', async () => {
    const { asked, drive } = driveOn(() => json({}));
    const names = async (path: string) =>
      ((await drive.get(path)).content as Contents.IModel[]).map(model => model.path);
    expect(await names('')).toEqual(['Data', 'Storage']);
    expect(await names('Storage/kim')).toEqual(['Storage/kim/mounted', 'Storage/kim/thesis']);
    expect(await statusOf(drive.get('Storage/ana'))).toBe(404);
    expect(asked).toEqual([]);
  });

  it('lists a folder page by page, as far as somebody wants to see', async () => {
    const { drive } = driveOn(({ path }) =>
      json({
        entry: entry('', 'd', 'directory'),
        items: [entry(path.includes('cursor') ? 'b.ipynb' : 'a.txt')],
        nextCursor: path.includes('cursor') ? null : 'more'
      })
    );
    const place = 'Data/sdss';
    const first = await drive.get(place);
    expect(first.content).toMatchObject([{ path: 'Data/sdss/a.txt', writable: false }]);
    expect(drive.pages.hasMore(place)).toBe(true);
    expect(await drive.pages.readMore(place)).toBe(true);
    const all = await drive.get(place);
    expect((all.content as Contents.IModel[]).map(({ type }) => type)).toEqual([
      'file',
      'notebook'
    ]);
    expect(drive.pages.hasMore(place)).toBe(false);
  });

  it('saves over exactly what was read, and says so when that is gone', async () => {
    let isChanged = false;
    const { asked, drive } = driveOn(({ method, path }) => {
      if (method === 'PUT') {
        return isChanged ? problem('changed-meanwhile', 412) : json(entry('a.txt', '2'));
      }
      return path.startsWith('/files')
        ? new Response('one', { headers: { ETag: '"1"' } })
        : json({ entry: entry('a.txt'), items: [], nextCursor: null });
    });
    const place = 'Storage/kim/thesis/a.txt';
    const read = await drive.get(place, { type: 'file', format: 'text' });
    expect(read).toMatchObject({ content: 'one', format: 'text', hash: '1', writable: true });
    await drive.save(place, { type: 'file', format: 'text', content: 'two' });
    isChanged = true;
    const failed = drive.save(place, { type: 'file', format: 'text', content: 'three' });
    await expect(failed).rejects.toThrow('Nothing was overwritten');
    const matches = asked
      .filter(({ method }) => method === 'PUT')
      .map(({ headers }) => headers.get('If-Match'));
    expect(matches).toEqual(['"1"', '"2"']);
  });

  it('tells who has just saved of what he saved, and only later of what came after it', async () => {
    const { drive } = driveOn(({ method }) =>
      method === 'PUT'
        ? json(entry('a.txt', 'mine'))
        : json({ entry: entry('a.txt', 'of somebody else'), items: [], nextCursor: null })
    );
    const place = 'Storage/kim/thesis/a.txt';
    const hashNow = async () => (await drive.get(place, { content: false })).hash;
    // As JupyterLab does it: the question follows the save at once.
    const asked = await drive
      .save(place, { type: 'file', format: 'text', content: 'two' })
      .then(hashNow);
    expect(asked).toBe('mine');
    await new Promise(resolve => setTimeout(resolve, 0));
    expect(await hashNow()).toBe('of somebody else');
  });

  it('gives new things a name that is free', async () => {
    const { asked, drive } = driveOn(({ path }) =>
      path.endsWith('untitled.txt') ? problem('already-exists', 409) : json(entry('untitled1.txt'))
    );
    const model = await drive.newUntitled({ path: 'Storage/kim/thesis', type: 'file' });
    expect(model.path).toBe('Storage/kim/thesis/untitled1.txt');
    expect(asked.map(({ headers }) => headers.get('If-None-Match'))).toEqual(['*', '*']);
    expect(await statusOf(drive.newUntitled({ path: 'Storage/kim', type: 'file' }))).toContain(
      'inside volumes'
    );
  });

  it('renames what is mounted where it may be open, and the rest at the hub', async () => {
    const { asked, drive, renamed } = driveOn(() => json(entry('b.txt')));
    await drive.rename('Storage/kim/mounted/a.txt', 'Storage/kim/mounted/b.txt');
    expect(renamed).toEqual([['Storage/kim/mounted/a.txt', 'Storage/kim/mounted/b.txt']]);
    expect(asked).toEqual([]);
    await drive.rename('Storage/kim/thesis/a.txt', 'Storage/kim/thesis/c/b.txt');
    expect(asked).toMatchObject([
      { method: 'PATCH', path: '/entries/Storage/kim/thesis/a.txt', body: { path: 'c/b.txt' } }
    ]);
    expect(
      await statusOf(drive.rename('Storage/kim/thesis/a.txt', 'Storage/kim/mounted/a.txt'))
    ).toContain('Copy to…');
  });

  it('hears of what happens to mounted files elsewhere in JupyterLab', () => {
    const { changes, told } = driveOn(() => json({}));
    changes.emit({ type: 'save', oldValue: null, newValue: { path: 'Storage/kim/mounted/a.txt' } });
    changes.emit({ type: 'save', oldValue: null, newValue: { path: 'elsewhere/a.txt' } });
    expect(told).toEqual([
      { type: 'save', oldValue: null, newValue: { path: 'Storage/kim/mounted/a.txt' } }
    ]);
  });

  it('tells a copy where the hub has put it', async () => {
    const { drive, told } = driveOn(() =>
      json({ entry: entry('a (2).txt'), items: [], nextCursor: null })
    );
    const model = await drive.copy('Storage/kim/thesis/x/a.txt', 'Storage/kim/thesis/x');
    expect(model.path).toBe('Storage/kim/thesis/x/a (2).txt');
    expect(told).toMatchObject([{ type: 'new', newValue: { path: model.path } }]);
  });
});
