import { staysInside } from './symbolic-links.js';

describe('staysInside', () => {
  it.each([
    ['a', 0, true],
    ['./a//b/', 0, true],
    ['../a', 1, true],
    ['../../a', 1, false],
    ['a/../../b', 0, false],
    ['a/../b', 0, true],
    ['..', 0, false],
    ['/a', 5, false],
    ['', 0, false]
  ])('%s at depth %i: %s', (text, depth, expected) => {
    expect(staysInside(Buffer.from(text), depth)).toBe(expected);
  });
});
