import '../testing/browser-parts';

import type { IDocumentManager } from '@jupyterlab/docmanager';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import type { IServerModel } from '../tokens';
import { FolderGone, VolumeBrowserModel } from './browser-model';
import { DRIVE } from './drive';
import type { FolderPages } from './folder-pages';

const withDrive = (path: string) => `${DRIVE}:${path.replace(/^[^:]*:\/?/, '').replace(/^\//, '')}`;

function modelOn(get: (path: string) => Promise<unknown>) {
  const contents = {
    localPath: (path: string) => path.slice(path.indexOf(':') + 1),
    driveName: () => DRIVE,
    resolvePath: (_root: string, path: string) => withDrive(path),
    get
  };
  const sessions = { running: () => [][Symbol.iterator]() };
  Object.assign(contents, { fileChanged: new Signal(contents) });
  Object.assign(sessions, { runningChanged: new Signal(sessions) });
  return new VolumeBrowserModel({
    manager: { services: { contents, sessions } } as unknown as IDocumentManager,
    server: { volumeFileOf: () => null } as unknown as IServerModel,
    translator: nullTranslator,
    pages: { isLong: () => false, hasMore: () => false } as unknown as FolderPages,
    isShown: () => true,
    upload: async () => undefined,
    download: async () => undefined
  });
}

const folder = (path: string): Contents.IModel => ({
  name: '',
  path,
  type: 'directory',
  writable: true,
  created: '',
  last_modified: '',
  mimetype: '',
  format: 'json',
  content: []
});

const refusal = (status: number) =>
  new ServerConnection.ResponseError({ status } as Response, 'No such folder');

// JupyterLab writes such failures into the console.
beforeEach(() => void jest.spyOn(console, 'error').mockImplementation());
afterEach(() => jest.restoreAllMocks());

it('goes to the top when its folder is gone, without the error that becomes a dialog', async () => {
  let isGone = false;
  const model = modelOn(async path => {
    if (isGone && path.includes('shared')) throw refusal(404);
    return folder(path);
  });
  const failures: unknown[] = [];
  model.connectionFailure.connect((_model, error) => void failures.push(error));
  await model.cd('/Storage/ana/shared');
  expect(model.path).toBe(`${DRIVE}:Storage/ana/shared`);
  isGone = true;
  await model.cd('.');
  expect(failures).toEqual([expect.any(FolderGone)]);
  expect(failures[0]).not.toBeInstanceOf(ServerConnection.ResponseError);
  expect(model.path).toBe(`${DRIVE}:`);
});

it('stays where it is when the hub does not answer', async () => {
  let isAway = false;
  const model = modelOn(async path => {
    if (isAway) throw refusal(503);
    return folder(path);
  });
  const failures: unknown[] = [];
  model.connectionFailure.connect((_model, error) => void failures.push(error));
  await model.cd('/Storage/ana/shared');
  isAway = true;
  await model.cd('.');
  expect(failures).toEqual([expect.any(ServerConnection.ResponseError)]);
  expect(model.path).toBe(`${DRIVE}:Storage/ana/shared`);
});
