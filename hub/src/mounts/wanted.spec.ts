import type { Volume } from '../volumes/types.js';
import type { Allowed, Choice } from './types.js';
import { wantedVolumes } from './wanted.js';

const volume = (id: string) => ({ id, address: `Storage/kim/${id}` }) as Volume;
const may = (id: string, access: 'read' | 'write'): Allowed => ({ volume: volume(id), access });
const choice = (volumeId: string, access: Choice['access']): Choice => ({
  volumeId,
  address: `Storage/kim/${volumeId}`,
  access
});

const DEFAULTS = [may('own', 'write'), may('data', 'read')];

test.each<[string, Choice[], Allowed | null, string[], string[]]>([
  ['without a choice: what every server gets', [], null, ['own write', 'data read'], []],
  [
    'a volume of somebody else, as far as it may be used',
    [choice('theirs', 'write')],
    may('theirs', 'read'),
    ['own write', 'data read', 'theirs read'],
    []
  ],
  [
    'no more than was asked for',
    [choice('theirs', 'read')],
    may('theirs', 'write'),
    ['own write', 'data read', 'theirs read'],
    []
  ],
  ['not what was taken out', [choice('own', null)], may('own', 'write'), ['data read'], []],
  [
    'an own one for reading',
    [choice('own', 'read')],
    may('own', 'write'),
    ['data read', 'own read'],
    []
  ],
  [
    'not what may no longer be used',
    [choice('theirs', 'write')],
    null,
    ['own write', 'data read'],
    ['theirs']
  ]
])('%s', (_title, choices, allowed, volumes, lost) => {
  const wanted = wantedVolumes(
    DEFAULTS,
    choices,
    () => allowed,
    () => false
  );
  expect(wanted.volumes.map(one => `${one.volume.id} ${one.access}`)).toEqual(volumes);
  expect(wanted.lost.map(({ volumeId }) => volumeId)).toEqual(lost);
});

test('nobody writes to what is read-only for the time being', () => {
  const { volumes } = wantedVolumes(
    DEFAULTS,
    [choice('theirs', 'write')],
    () => may('theirs', 'write'),
    () => true
  );
  expect(volumes.map(({ access }) => access)).toEqual(['read', 'read', 'read']);
});
