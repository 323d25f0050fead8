/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common';
import { fakeFetch, json, problem } from '../testing/fake-fetch';
import { makeVolume } from '../testing/sample-volumes';
import type { ITasksModel, IVolumesModel } from '../tokens';
import { Destination, type TransferKind } from './destination';

const trans = nullTranslator.load('labcommons');
const THESIS = 'Storage/kim/thesis';

function destinationFor(
  kind: TransferKind,
  sources: VolumeFile[],
  answer = () => json({ entry: ENTRY, items: [], nextCursor: null })
) {
  const { asked, client } = fakeFetch(answer);
  const submitted: unknown[] = [];
  const destination = new Destination({
    client,
    volumes: { open: () => undefined } as unknown as IVolumesModel,
    tasks: {
      submit: async (request: unknown) => {
        submitted.push(request);
        return { id: 'task' };
      }
    } as unknown as ITasksModel,
    kind,
    sources,
    trans
  });
  return { asked, destination, submitted };
}

const ENTRY = {
  name: '',
  kind: 'directory',
  sizeBytes: 0,
  modifiedAt: '2026-11-20T10:00:00Z',
  etag: '"1"',
  expiresAt: null
};

describe('Destination', () => {
  it('says why a volume cannot be chosen', () => {
    const { destination } = destinationFor('copy', []);
    expect(destination.whyNotVolume(makeVolume(1, THESIS))).toBeNull();
    expect(destination.whyNotVolume(makeVolume(2, 'Data/sdss', { privileges: ['read'] }))).toBe(
      'you may only read it'
    );
    expect(destination.against).toBe('Choose a volume first.');
  });

  it.each([
    ['copy', { volume: THESIS, path: 'a' }, { volume: THESIS, path: 'a/b' }, 'into itself'],
    ['copy', { volume: THESIS, path: 'a' }, { volume: THESIS, path: 'a' }, 'into itself'],
    ['copy', { volume: THESIS, path: 'a' }, { volume: THESIS, path: 'ab' }, null],
    ['copy', { volume: THESIS, path: 'x/a' }, { volume: THESIS, path: 'x' }, null],
    ['move', { volume: THESIS, path: 'x/a' }, { volume: THESIS, path: 'x' }, 'there already'],
    ['move', { volume: THESIS, path: 'a' }, { volume: 'Storage/kim/b', path: 'a' }, null]
  ] as const)('%s of %j to %j: %s', async (kind, source, target, against) => {
    const { destination } = destinationFor(kind, [source]);
    await destination.goTo(target);
    if (against === null) expect(destination.against).toBeNull();
    else expect(destination.against).toContain(against);
  });

  it('sends what was chosen, and nothing while something stands against it', async () => {
    const source = { volume: 'Data/sdss', path: 'spectra' };
    const { destination, submitted } = destinationFor('copy', [source]);
    expect(await destination.send()).toBeNull();
    await destination.goTo({ volume: THESIS, path: '' });
    await destination.enter('figures');
    destination.conflict = 'replace';
    expect(await destination.send()).toMatchObject({ id: 'task' });
    expect(submitted).toEqual([
      {
        kind: 'copy',
        sources: [source],
        target: { volume: THESIS, path: 'figures' },
        conflict: 'replace'
      }
    ]);
  });

  it('names an archive after what is in it, and asks for a name', async () => {
    const source = { volume: THESIS, path: 'a/figures' };
    const { destination, submitted } = destinationFor('zip', [source]);
    await destination.goTo({ volume: THESIS, path: 'a' });
    destination.archive = 'a/b.zip';
    expect(destination.against).toContain('name');
    destination.archive = 'figures.zip';
    await destination.send();
    expect(submitted).toMatchObject([
      { kind: 'zip', target: { volume: THESIS, path: 'a/figures.zip' }, conflict: 'keepBoth' }
    ]);
  });

  it('keeps saying where one is when a folder cannot be read', async () => {
    const { destination } = destinationFor('copy', [], () => problem('files-unavailable', 503));
    await destination.goTo({ volume: THESIS, path: '' });
    expect(destination.folders.kind).toBe('failed');
    expect(destination.place).toEqual({ volume: THESIS, path: '' });
  });
});
