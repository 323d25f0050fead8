import fc from 'fast-check';

import { bytesFromName, nameFromBytes, segmentsOf } from './names.js';

const anyBytes = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map(bytes => Buffer.from(bytes))
  .filter(bytes => !bytes.includes(0) && !bytes.includes(0x2f));

/** Bytes that look like UTF-8 for a while. */
const nearlyText = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), fc.nat(30))
  .map(([text, cut]) => Buffer.from(text, 'utf8').subarray(0, cut + 1))
  .filter(bytes => !bytes.includes(0) && !bytes.includes(0x2f));

describe('names of entries', () => {
  it('gives back the bytes of whatever name it spelled', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyText), bytes => {
        const name = nameFromBytes(bytes.toString('latin1'));
        expect(bytesFromName(name).equals(bytes)).toBe(true);
      }),
      { numRuns: 1000 }
    );
  });

  it('spells text as it is, a replacement character included', () => {
    for (const name of [
      'data.csv',
      'Übung',
      '\u65e5\u672c',
      '\ud83d\ude80',
      'a\ufffdb',
      'e\u0301'
    ]) {
      expect(nameFromBytes(Buffer.from(name).toString('latin1'))).toBe(name);
    }
  });

  it('spells bytes that are no text as characters for private use', () => {
    expect(nameFromBytes('caf\xe9')).toBe('caf\uefe9');
    expect(nameFromBytes('\xed\xa0\x80')).toBe('\uefed\uefa0\uef80');
    expect(nameFromBytes('\xe2\x82')).toBe('\uefe2\uef82');
    // A name that holds such a character itself.
    expect(nameFromBytes('\xee\xbe\x80')).toBe('\uefee\uefbe\uef80');
  });

  it.each([
    ['lone surrogates', ['\udc2f', '\udc2e\udc2e', '\udc00', '\ud800', 'a\udfffb', '\udcff']],
    ['text that is spelled byte by byte', ['\uefc3\uefa9', 'a\uefe2\uef82\uefac']]
  ])('knows no other spelling: %s', (_what, paths) => {
    for (const path of paths) {
      expect(() => segmentsOf(path)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    }
  });

  it('are text for URLs, documents and databases', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        const name = nameFromBytes(bytes.toString('latin1'));
        expect(JSON.parse(JSON.stringify(name))).toBe(name);
        expect(decodeURIComponent(encodeURIComponent(name))).toBe(name);
        expect(Buffer.from(name).toString()).toBe(name);
      })
    );
  });

  it('never makes a segment out of a path that the system would read otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), path => {
        let segments: Buffer[];
        try {
          segments = segmentsOf(path);
        } catch {
          return;
        }
        for (const segment of segments) {
          expect(segment.length).toBeGreaterThan(0);
          expect(segment.includes(0) || segment.includes(0x2f)).toBe(false);
          expect(['.', '..']).not.toContain(segment.toString('latin1'));
        }
      }),
      { numRuns: 1000 }
    );
  });
});
