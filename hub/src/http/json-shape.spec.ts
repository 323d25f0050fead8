import { shapeProblem } from './json-shape.js';

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let n = 0; n < depth; n += 1) {
    value = n % 2 === 0 ? [value] : { value };
  }
  return value;
}

function keys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
}

describe('shapeProblem', () => {
  it.each([
    ['null', null],
    ['a text', 'x'.repeat(1e6)],
    ['a long list', Array(1_000_000).fill(1)],
    ['an object like any', { a: [1, { b: null }] }],
    ['the deepest', nested(200)],
    ['the widest', { a: keys(20_000) }]
  ])('lets %s pass', (_title, document) => {
    expect(shapeProblem(document)).toBeNull();
  });

  it.each([
    ['what is too deep', nested(201)],
    ['what is far too deep', { a: [nested(100_000)] }],
    ['what is too wide', { a: [keys(20_001)] }],
    ['a list without end', [Array(2_000_001).fill(1)]]
  ])('stops %s', (_title, document) => {
    expect(shapeProblem(document)).not.toBeNull();
  });
});
