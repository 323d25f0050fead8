import { decodeCursor, encodeCursor, pageFrom } from './cursor.js';

describe('a cursor', () => {
  it('brings back what it was made of', () => {
    const parts = ['Ünï "code"', '', '\ud83d\ude00'];
    expect(decodeCursor(encodeCursor(parts), 3)).toEqual(parts);
  });

  it('is empty on the first page', () => {
    expect(decodeCursor(undefined, 2)).toEqual(['', '']);
  });

  it.each(['', 'x', '%00', encodeCursor(['one']), encodeCursor(['a', 'b', 'c'])])(
    'is refused when it is none: %s',
    cursor => {
      expect(() => decodeCursor(cursor, 2)).toThrow(
        expect.objectContaining({ code: 'invalid-request' })
      );
    }
  );

  it('is given only when something follows', () => {
    const keyOf = (item: string) => [item];
    expect(pageFrom(['a', 'b', 'c'], 2, keyOf)).toEqual({
      items: ['a', 'b'],
      nextCursor: encodeCursor(['b'])
    });
    expect(pageFrom(['a', 'b'], 2, keyOf).nextCursor).toBeNull();
    expect(pageFrom([], 2, keyOf)).toEqual({ items: [], nextCursor: null });
  });
});
