import { rangeOf } from './send-bytes.js';

describe('rangeOf', () => {
  it.each([
    [undefined, null],
    ['bytes=0-3', { from: 0, to: 3 }],
    ['bytes=4-', { from: 4, to: 9 }],
    ['bytes=4-400', { from: 4, to: 9 }],
    ['bytes=-3', { from: 7, to: 9 }],
    ['bytes=-300', { from: 0, to: 9 }],
    ['bytes=5-2', null],
    ['bytes=0-1,4-5', null],
    ['bytes=-', null],
    ['lines=0-3', null]
  ])('%s of ten bytes', (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99999999999999999999-'])('refuses %s', header => {
    expect(() => rangeOf(header, 10)).toThrow(
      expect.objectContaining({ code: 'range-not-satisfiable' })
    );
  });
});
