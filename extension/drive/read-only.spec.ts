import '../testing/browser-parts';

import { Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';

import { makeVolume } from '../testing/sample-volumes';
import type { IServerModel, IVolumesModel } from '../tokens';
import { FileActions } from './actions';
import { DRIVE } from './drive';
import { VolumeListing } from './listing';

const VOLUMES = [
  makeVolume(1, 'Storage/kim/thesis'),
  makeVolume(2, 'Data/sdss', { title: 'SDSS spectra', privileges: ['read'] })
];

const actions = new FileActions({
  contents: {
    driveName: (path: string) => (path.startsWith(`${DRIVE}:`) ? DRIVE : ''),
    localPath: (path: string) => path.slice(path.indexOf(':') + 1)
  } as Contents.IManager,
  volumes: {
    find: (address: string) => VOLUMES.find(volume => volume.address === address) ?? null
  } as IVolumesModel,
  server: { volumeFileOf: () => null } as unknown as IServerModel,
  trans: nullTranslator.load('labcommons')
} as ConstructorParameters<typeof FileActions>[0]);

/** As it is in a browser that shows a folder, with something chosen in it. */
function listingOf(path: string) {
  const pasted: string[] = [];
  const listing: VolumeListing = Object.assign(Object.create(VolumeListing.prototype), {
    _model: { path },
    actions: {
      refuses: actions.refuses,
      paste: async (folder: string) => void pasted.push(folder)
    },
    selectedItems: () => [{ name: 'a.csv', path: `${path}/a.csv` }][Symbol.iterator]()
  });
  return { listing, pasted };
}

const told = () => Notification.manager.notifications.map(({ message }) => message);

beforeEach(() => Notification.dismiss());

test.each(['rename', 'delete', 'duplicate', 'paste'] as const)(
  '%s in a volume that may only be read is refused in words, before anything is asked or sent',
  async act => {
    const { listing, pasted } = listingOf(`${DRIVE}:Data/sdss/plates`);
    await listing[act]();
    expect(told()).toEqual([expect.stringContaining('You may only read “SDSS spectra”.')]);
    expect(document.querySelector('.jp-Dialog')).toBeNull();
    expect(pasted).toEqual([]);
  }
);

test('nothing is said where one may write', async () => {
  const { listing, pasted } = listingOf(`${DRIVE}:Storage/kim/thesis`);
  await listing.paste();
  expect([told(), pasted]).toEqual([[], [`${DRIVE}:Storage/kim/thesis`]]);
});
