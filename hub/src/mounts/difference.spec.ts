import fc from 'fast-check';

import { difference, type WantedMount } from './difference.js';
import type { Mounted } from './ports.js';

const wanted = (path: string, source: string, access: 'read' | 'write'): WantedMount => ({
  workspace: 'w',
  path,
  volumeId: source,
  directory: `/${source}`,
  access,
  source
});
const mounted = (path: string, source: string, access: 'read' | 'write'): Mounted => ({
  workspace: 'w',
  path,
  access,
  source
});

test.each<[string, Mounted[], WantedMount[], string[], string[]]>([
  ['what is right stays', [mounted('a', '1', 'read')], [wanted('a', '1', 'read')], [], []],
  ['what is new comes', [], [wanted('a', '1', 'read')], [], ['a']],
  ['what is not wanted goes', [mounted('a', '1', 'read')], [], ['a'], []],
  [
    'access is changed by mounting anew',
    [mounted('a', '1', 'write')],
    [wanted('a', '1', 'read')],
    ['a'],
    ['a']
  ],
  [
    'another directory takes the place',
    [mounted('a', '1', 'read')],
    [wanted('a', '2', 'read')],
    ['a'],
    ['a']
  ],
  [
    'of two at one place both go',
    [mounted('a', '1', 'read'), mounted('a', '1', 'read')],
    [wanted('a', '1', 'read')],
    ['a', 'a'],
    ['a']
  ]
])('%s', (_title, there, should, unmount, mount) => {
  const found = difference(there, should);
  expect(found.unmount.map(({ path }) => path)).toEqual(unmount);
  expect(found.mount.map(({ path }) => path)).toEqual(mount);
});

test('whatever there is: done once, there is nothing more to do', () => {
  const places = fc.constantFrom('a', 'b', 'c');
  const sources = fc.constantFrom('1', '2');
  const accesses = fc.constantFrom('read' as const, 'write' as const);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(places, sources, accesses), { maxLength: 6 }),
      fc.uniqueArray(fc.tuple(places, sources, accesses), {
        selector: ([path]) => path,
        maxLength: 3
      }),
      (before, should) => {
        const there = before.map(parts => mounted(...parts));
        const aim = should.map(parts => wanted(...parts));
        const { unmount, mount } = difference(there, aim);
        const left = there.filter(one => !unmount.includes(one));
        const after = [...left, ...mount.map(one => mounted(one.path, one.source, one.access))];
        expect(difference(after, aim)).toEqual({ unmount: [], mount: [] });
        expect(after).toHaveLength(aim.length);
      }
    )
  );
});
