import type { Grant } from '../../contract/grants.js';
import { explanationOf, listed } from './words.js';

const grant = (subject: Grant['subject'], grantedBy: string | null): Grant => ({
  resource: { kind: 'volume', id: 'v1', name: 'Storage/kim/thesis', owner: null },
  subject,
  privileges: ['read'],
  grantedBy: grantedBy === null ? null : { name: grantedBy, displayName: grantedBy },
  createdAt: '2026-11-21T05:00:00.000Z'
});

it.each([
  [null, 'You may not write'],
  ['ownership', 'write, as its owner'],
  ['administration', 'write, as an administrator'],
  [
    grant({ kind: 'group', id: 'g1', name: 'astro' }, 'kim'),
    'write, through group astro, granted by kim on 2026-11-21'
  ],
  [
    grant({ kind: 'user', id: 'bob', name: 'Bob' }, 'kim'),
    'write, granted to you by kim on 2026-11-21'
  ],
  [
    grant({ kind: 'everyone', id: '', name: '' }, null),
    'write, granted to everyone by the site on 2026-11-21'
  ]
] as const)('access is explained: %#', (through, words) => {
  expect(explanationOf('write', through)).toBe(words);
});

it('lists are said with an "and"', () => {
  expect(listed(['read'])).toBe('read');
  expect(listed(['read', 'write', 'grant'])).toBe('read, write and grant');
  expect(listed([])).toBe('');
});
