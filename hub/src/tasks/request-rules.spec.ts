import { isWithin, objectionTo } from './request-rules.js';

const at = (path: string, volumeId = 'v') => ({ volumeId, path });

describe('isWithin', () => {
  it.each([
    ['a/b', 'a', true],
    ['a', 'a', true],
    ['a', '', true],
    ['ab', 'a', false],
    ['a', 'a/b', false]
  ])('%s in %s: %s', (inner, outer, expected) => {
    expect(isWithin(at(inner), at(outer))).toBe(expected);
  });

  it('tells volumes apart', () => {
    expect(isWithin(at('a/b'), at('a', 'w'))).toBe(false);
  });
});

describe('objectionTo', () => {
  it.each([
    ['a copy', 'copy', [at('a'), at('b')], at('c')],
    ['a copy into the folder it is in', 'copy', [at('a')], at('')],
    ['a copy of a whole volume', 'copy', [at('')], at('c', 'w')],
    ['a deletion', 'delete', [at('a'), at('ab')], null],
    ['names that only look alike', 'move', [at('a/b'), at('a/bc')], at('c')]
  ] as const)('has none to %s', (_what, kind, sources, target) => {
    expect(objectionTo(kind, sources, target)).toBeNull();
  });

  it.each([
    ['into itself', 'copy', [at('a')], at('a'), '/sources/0/path'],
    ['into what it holds', 'move', [at('b'), at('a')], at('a/x'), '/sources/1/path'],
    ['a volume into itself', 'copy', [at('')], at('x'), '/sources/0/path'],
    ['a whole volume away', 'move', [at('')], at('x', 'w'), '/sources/0/path'],
    ['a whole volume', 'delete', [at('')], null, '/sources/0/path'],
    ['into the trash', 'move', [at('a')], at('.trash/x'), '/target/path'],
    ['out of the trash', 'move', [at('.trash/x/a')], at(''), '/sources/0/path'],
    ['the trash', 'delete', [at('.trash')], null, '/sources/0/path'],
    ['the same twice', 'copy', [at('a'), at('a')], at('c'), '/sources/0/path'],
    ['one in the other', 'delete', [at('a'), at('a/b/c')], null, '/sources/1/path']
  ] as const)('objects to %s', (_what, kind, sources, target, pointer) => {
    expect(objectionTo(kind, sources, target)?.pointer).toBe(pointer);
  });
});
