import { inWords, memoryInWords, plainLine } from './words.js';

describe('inWords', () => {
  it.each([
    [0.2, '0 s'],
    [5, '5 s'],
    [120, '2 min'],
    [161, '2 min 41 s'],
    [3600, '1 h'],
    [3661, '1 h 1 min'],
    [8 * 3600, '8 h'],
    [90_000, '1 d 1 h']
  ])('%d s: %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});

describe('memoryInWords', () => {
  it.each([
    [256 * 2 ** 20, '256 MiB'],
    [2 ** 30, '1 GiB'],
    [1.5 * 2 ** 30, '1.5 GiB']
  ])('%d: %s', (bytes, words) => {
    expect(memoryInWords(bytes)).toBe(words);
  });
});

describe('plainLine', () => {
  it('leaves one line of visible text', () => {
    expect(plainLine(' a\n\u001b[1;31mb\u001b[0m\u0000\u202ec\ud800 ')).toBe('a b c');
  });

  it('shortens', () => {
    expect([...plainLine('ü'.repeat(3000))]).toHaveLength(500);
  });
});
