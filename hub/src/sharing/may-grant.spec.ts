import { completed, type GrantWish, whyNotGrant } from './may-grant.js';

const WISH: GrantWish = {
  before: [],
  after: ['read'],
  own: ['read', 'write', 'grant'],
  toEveryone: false,
  byAdministrator: false,
  isOfTheSite: false,
  isHis: false
};
const NOT_A_SHARER = 'Only its owner, and those whom the owner allows to share it, share this';
const NOT_WITH_EVERYONE = 'Only administrators share something with everyone';

const CASES: readonly [string, Partial<GrantWish>, string | null][] = [
  ['who may share gives what he has', {}, null],
  ['who may only read shares nothing', { own: ['read'] }, NOT_A_SHARER],
  [
    'who may share gives no more than he has',
    { own: ['read', 'grant'], after: ['read', 'write'] },
    'You may not write here yourself'
  ],
  [
    'who may share leaves a subject what it has',
    { own: ['read', 'grant'], before: ['read', 'write'], after: ['read', 'write', 'grant'] },
    null
  ],
  [
    'who may share takes back',
    { own: ['read', 'grant'], before: ['read', 'write'], after: [] },
    null
  ],
  [
    'who may only read takes nothing back',
    { own: ['read'], before: ['read'], after: [] },
    NOT_A_SHARER
  ],
  [
    'everybody throws away what he was given',
    { own: ['read'], before: ['read'], after: [], isHis: true },
    null
  ],
  [
    'nobody gives himself more',
    { own: ['read'], before: ['read'], after: ['read', 'write'], isHis: true },
    NOT_A_SHARER
  ],
  [
    'nobody lowers what he has by himself',
    { own: ['read', 'write'], before: ['read', 'write'], after: ['read'], isHis: true },
    NOT_A_SHARER
  ],
  ['an owner does not share with everyone', { toEveryone: true }, NOT_WITH_EVERYONE],
  ['an owner does not unshare with everyone', { toEveryone: true, after: [] }, NOT_WITH_EVERYONE],
  [
    'an administrator shares what is his with everyone',
    { toEveryone: true, byAdministrator: true },
    null
  ],
  [
    'an administrator shares nothing of others with everyone',
    { toEveryone: true, byAdministrator: true, own: ['read'] },
    NOT_A_SHARER
  ],
  [
    'an administrator gives what the site has',
    { own: ['read', 'grant'], after: ['read', 'write'], byAdministrator: true, isOfTheSite: true },
    null
  ],
  [
    'who may share something of the site gives no more than he has',
    { own: ['read', 'grant'], after: ['read', 'write'], isOfTheSite: true },
    'You may not write here yourself'
  ]
];

it.each(CASES)('%s', (_title, change, expected) => {
  expect(whyNotGrant({ ...WISH, ...change })).toBe(expected);
});

it.each([
  ['volume', ['write'], ['read', 'write']],
  ['volume', ['grant', 'grant'], ['read', 'grant']],
  ['volume', [], []],
  ['database', ['grant'], ['read', 'grant']],
  ['database', ['write'], ['read', 'write']],
  ['image', ['use'], ['use']],
  ['domain', [], []],
  ['root', ['grant'], ['use', 'grant']],
  ['root', [], []]
] as const)('on a %s, %j is completed to %j', (kind, privileges, expected) => {
  expect(completed(kind, privileges)).toEqual(expected);
});
