import type { MountPlan, Volume } from '../volumes/types.js';
import { type MountsNow, shownMounts } from './shown.js';
import type { FixedMount } from './types.js';

const plan = (id: string, access: 'read' | 'write'): MountPlan => ({
  volume: { id, address: `Storage/kim/${id}` } as Volume,
  access,
  path: `Storage/kim/${id}`
});
const fixed = (volumeId: string, access: 'read' | 'write'): FixedMount => ({
  volumeId,
  address: `Storage/kim/${volumeId}`,
  access,
  path: `Storage/kim/${volumeId}`
});
const lost = { volumeId: 'lost', address: 'Storage/ana/lost', access: 'read' as const };
const none = { kind: 'none' as const };
const live = { kind: 'live' as const, failed: new Map([['bad', 'It is on fire']]) };

test.each<[string, Partial<MountsNow>, [string, string][]]>([
  ['of one that does not run: what it will have', {}, [['a', 'attached']]],
  [
    'what it may not have any more',
    { lost: [lost] },
    [
      ['a', 'attached'],
      ['lost', 'withdrawn']
    ]
  ],
  ['of one that follows: what it has', { container: live }, [['a', 'attached']]],
  [
    'of one that follows: what could not be mounted',
    { container: live, wanted: [plan('bad', 'read')] },
    [['bad', 'restartNeeded']]
  ],
  [
    'of one made with its mounts: those',
    { container: { kind: 'fixed', mounts: [fixed('a', 'write')] } },
    [['a', 'attached']]
  ],
  [
    'what it lacks, has otherwise or has too much needs a restart',
    {
      wanted: [plan('a', 'write'), plan('b', 'write')],
      container: { kind: 'fixed', mounts: [fixed('a', 'read'), fixed('c', 'read')] }
    },
    [
      ['a', 'restartNeeded'],
      ['b', 'restartNeeded'],
      ['c', 'restartNeeded']
    ]
  ],
  [
    'what it has and may not have is withdrawn, once',
    {
      wanted: [],
      lost: [{ ...lost, address: 'Storage/kim/lost' }],
      container: { kind: 'fixed', mounts: [fixed('lost', 'read')] },
      mayHave: () => false
    },
    [['lost', 'withdrawn']]
  ]
])('%s', (_title, now, expected) => {
  const shown = shownMounts({
    wanted: [plan('a', 'write')],
    lost: [],
    container: none,
    mayHave: () => true,
    ...now
  });
  expect(shown.map(mount => [mount.volume.split('/')[2], mount.state]).sort()).toEqual(expected);
  for (const { state, reason } of shown) {
    expect(reason === null).toBe(state === 'attached');
  }
});
