import { labPathOf, volumeFileOf } from './mounts';

const MOUNTS = [
  { volume: 'Storage/kim/p', state: 'attached' as const, path: 'Storage/kim/p' },
  { volume: 'Data/survey', state: 'attached' as const, path: 'survey' },
  { volume: 'Data/deep', state: 'attached' as const, path: 'survey/deep' }
];

test.each([
  ['Storage/kim/p/a/b.ipynb', { volume: 'Storage/kim/p', path: 'a/b.ipynb' }],
  ['survey/x.csv', { volume: 'Data/survey', path: 'x.csv' }],
  ['survey/deep/x.csv', { volume: 'Data/deep', path: 'x.csv' }],
  ['survey', { volume: 'Data/survey', path: '' }]
])('%s and back', (labPath, file) => {
  expect(volumeFileOf(labPath, MOUNTS)).toEqual(file);
  expect(labPathOf(file, MOUNTS)).toBe(labPath);
});

test('what only begins like a mounted volume is outside', () => {
  expect(volumeFileOf('Storage/kim/private/a.ipynb', MOUNTS)).toBeNull();
  expect(volumeFileOf('a.ipynb', MOUNTS)).toBeNull();
  expect(labPathOf({ volume: 'Storage/kim/other', path: 'x' }, MOUNTS)).toBeNull();
});
