import { type SqlValue, boundValue, cellOf, columnTypeOf } from './values.js';

const BIG = 9_223_372_036_854_775_807n;
const BLOB = Buffer.from([0, 255, 16]);

/** A column, its type, and how its values are written. */
const COLUMNS: readonly [readonly SqlValue[], string, readonly unknown[]][] = [
  [[], 'null', []],
  [[null, null], 'null', [null, null]],
  [[1n, null, -2n], 'integer', [1, null, -2]],
  [[9_007_199_254_740_991n], 'integer', [9_007_199_254_740_991]],
  [[9_007_199_254_740_992n, 1n], 'bigInteger', ['9007199254740992', '1']],
  [[-BIG - 1n], 'bigInteger', ['-9223372036854775808']],
  [[0.1, 1, -0.5], 'real', [0.1, 1, -0.5]],
  [['a', ''], 'text', ['a', '']],
  [[BLOB, Buffer.alloc(0)], 'blob', ['AP8Q', '']],
  [
    [1n, 1.5],
    'mixed',
    [
      { type: 'integer', value: '1' },
      { type: 'real', value: 1.5 }
    ]
  ],
  [
    ['1', 1n, null, BLOB],
    'mixed',
    [
      { type: 'text', value: '1' },
      { type: 'integer', value: '1' },
      null,
      { type: 'blob', value: 'AP8Q' }
    ]
  ],
  [
    [Infinity, -Infinity],
    'mixed',
    [
      { type: 'real', value: 'Infinity' },
      { type: 'real', value: '-Infinity' }
    ]
  ]
];

it.each(COLUMNS)('%# a column is written as what it is', (values, type, cells) => {
  expect(columnTypeOf(values)).toBe(type);
  expect(values.map(value => cellOf(value, columnTypeOf(values)))).toEqual(cells);
});

it.each([
  [null, null],
  [3, 3n],
  [-0.5, -0.5],
  [1e300, 1e300],
  ['a', 'a'],
  [{ type: 'integer', value: '9223372036854775807' }, BIG],
  [{ type: 'real', value: 2 }, 2],
  [{ type: 'real', value: '-Infinity' }, -Infinity],
  [{ type: 'text', value: '7' }, '7'],
  [{ type: 'blob', value: 'AP8Q' }, BLOB]
] as const)('%j is bound as what it is', (given, bound) => {
  expect(boundValue(given)).toEqual(bound);
});
