/** @jest-environment node */
import { fakeFetch } from '../testing/fake-fetch';
import { OutputTail } from './output-tail';
import { occurrences, plainText } from './output-text';

describe('plainText', () => {
  it('shows what a terminal would show in the end', () => {
    expect(plainText('\u001b[31mred\u001b[0m\r\n10%\r50%\r100%\nlast')).toBe('red\n100%\nlast');
    expect(plainText('working\r')).toBe('working\r');
  });
});

test('finds every occurrence, whatever the case, without overlap', () => {
  expect(occurrences('aAa b aa', 'aa')).toEqual([0, 6]);
  expect(occurrences('abc', '')).toEqual([]);
});

/** A hub with one file of output, which grows. */
function hubWith(file: { bytes: Uint8Array }) {
  const { asked, client } = fakeFetch(one => {
    const [from = 0, to = 0] = (/(\d+)-(\d+)/.exec(one.headers.get('Range') ?? '') ?? [])
      .slice(1)
      .map(Number);
    const { length } = file.bytes;
    if (from >= length) {
      return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${length}` } });
    }
    const piece = file.bytes.slice(from, to + 1);
    return new Response(piece, {
      status: 206,
      headers: { 'Content-Range': `bytes ${from}-${from + piece.length - 1}/${length}` }
    });
  });
  return { asked, tail: new OutputTail(client, '01K9ZZZZZZZZZZZZZZZZZZ0001', 'stdout') };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('OutputTail', () => {
  it('reads only what is new, also through the middle of a letter', async () => {
    const whole = bytesOf('größe 1\ngröße 2\n');
    const file = { bytes: whole.slice(0, 3) };
    const { asked, tail } = hubWith(file);
    await tail.growTo(3);
    file.bytes = whole;
    await tail.growTo(whole.length);
    await tail.growTo(whole.length);
    expect(tail.text).toBe('größe 1\ngröße 2\n');
    expect(asked.map(one => one.headers.get('Range'))).toEqual([
      'bytes=0-262143',
      'bytes=3-262146'
    ]);
  });

  it('shows the end of a long output and says how much it leaves out', async () => {
    const file = { bytes: new Uint8Array(3 * 1024 * 1024).fill(97) };
    const { tail } = hubWith(file);
    await tail.growTo(file.bytes.length);
    expect(tail.skippedBytes).toBe(2 * 1024 * 1024);
    expect(tail.text).toHaveLength(1024 * 1024);
  });

  it('does not wait for bytes that were announced and never came', async () => {
    const { tail } = hubWith({ bytes: bytesOf('abc') });
    await tail.growTo(100);
    expect(tail.text).toBe('abc');
    expect(tail.error).toBeNull();
  });
});
