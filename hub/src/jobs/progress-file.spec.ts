import { ProgressFollower } from './progress-file.js';

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const cell = (number: number, outcome: string, milliseconds: number | null = null) =>
  line({ cell: number, index: number - 1, outcome, milliseconds });

describe('ProgressFollower', () => {
  const follow = (...pieces: string[]) => {
    const follower = new ProgressFollower();
    pieces.forEach(piece => follower.feed(Buffer.from(piece)));
    return follower;
  };

  it('follows cells from piece to piece, wherever these are cut', () => {
    const text = line({ cells: 3 }) + cell(1, 'running') + cell(1, 'done', 12) + cell(2, 'running');
    const follower = follow(...text.match(/[^]{1,7}/g)!);
    expect(follower.progress).toEqual({ cell: 1, cells: 3, errors: 0 });
    expect(follower.cells).toEqual([
      { cell: 1, index: 0, outcome: 'done', milliseconds: 12 },
      { cell: 2, index: 1, outcome: 'running', milliseconds: null }
    ]);
    expect(follower.offset).toBe(text.length);
    expect(follower.strangeLines).toBe(0);
  });

  it('counts errors', () => {
    const follower = follow(line({ cells: 2 }), cell(1, 'done', 1), cell(2, 'failed', 2));
    expect(follower.progress).toEqual({ cell: 2, cells: 2, errors: 1 });
  });

  it('knows nothing before the first line', () => {
    expect(follow('').progress).toBeNull();
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['a further field', line({ cells: 3, path: '/etc' })],
    ['a negative count', line({ cells: -1 })],
    ['an absurd count', line({ cells: 1e9 })],
    ['an unknown outcome', cell(1, 'splendid')],
    ['a long line', `${'x'.repeat(5000)}\n`],
    ['a long line without an end', 'x'.repeat(5000)]
  ])('leaves aside and counts %s', (_what, text) => {
    const follower = follow(line({ cells: 3 }), text);
    expect(follower.strangeLines).toBe(1);
    expect(follower.progress).toEqual({ cell: 0, cells: 3, errors: 0 });
  });

  it('keeps within bounds when lines of made-up cells do not end', () => {
    const follower = new ProgressFollower();
    for (let number = 1; number <= 20_000; number++) {
      follower.feed(Buffer.from(cell(number, 'done', 1)));
    }
    expect(follower.cells).toHaveLength(20_000);
    follower.feed(Buffer.from(line({ cell: 20_001, index: 1, outcome: 'done', milliseconds: 1 })));
    expect(follower.strangeLines).toBe(1);
  });
});
