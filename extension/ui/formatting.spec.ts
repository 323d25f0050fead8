import { nullTranslator } from '@jupyterlab/translation';

import { formatBytes, formatDuration, formatRoughDuration, formatShare } from './amounts';
import { formatRelative } from './moments';

const trans = nullTranslator.load('labcommons');
const GB = 1024 ** 3;

test.each([
  [0, '0 s'],
  [41.9, '41 s'],
  [161, '2 min 41 s'],
  [120, '2 min'],
  [11_100, '3 h 5 min'],
  [187_200, '2 d 4 h']
])('%f s are %s', (seconds, text) => {
  expect(formatDuration(seconds, trans)).toBe(text);
});

test.each([
  [47 * 3_600, '47 h'],
  [4 * 86_400, '4 d'],
  [90, '2 min']
])('%i s are about %s', (seconds, text) => {
  expect(formatRoughDuration(seconds, trans)).toBe(text);
});

test.each([
  [0, '0 B'],
  [1_536, '1.5 KB'],
  [12.4 * 1024 ** 2, '12 MB'],
  [1.4 * GB, '1.4 GB']
])('%f bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a share is given in the unit of the whole', () => {
  expect(formatShare(1.2 * GB, 4 * GB)).toBe('1.2 / 4 GB');
  expect(formatShare(0.004 * GB, 4 * GB)).toBe('0 / 4 GB');
});

test.each([
  [-3, 'just now'],
  [-41, '41 s ago'],
  [-300, '5 min ago'],
  [7_200, 'in 2 h']
])('%i s from now is %s', (seconds, text) => {
  const now = new Date('2026-11-20T12:00:00Z');
  expect(formatRelative(new Date(now.getTime() + seconds * 1_000), now, trans)).toBe(text);
});
