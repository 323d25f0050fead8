import { ColumnGuess, valueOf } from './column-guess.js';

const COLUMNS: readonly [readonly (string | null)[], string][] = [
  [[], 'TEXT'],
  [[null, ''], 'TEXT'],
  [['1', null, '-20', '0', ''], 'INTEGER'],
  [['9223372036854775807', '-9223372036854775808'], 'INTEGER'],
  [['9223372036854775808'], 'TEXT'],
  [['99999999999999999999'], 'REAL'],
  [['1', '1.5'], 'REAL'],
  [['0.5', '-.5', '1.', '1e5', '-2.5E-3'], 'REAL'],
  [['9007199254740993', '1.5'], 'TEXT'],
  [['1.5', '9007199254740991'], 'REAL'],
  [['1e999'], 'TEXT'],
  [['007', '1'], 'TEXT'],
  [['00.5'], 'TEXT'],
  [['+49'], 'TEXT'],
  [['-0'], 'REAL'],
  [[' 1'], 'TEXT'],
  [['.'], 'TEXT'],
  [['e5'], 'TEXT'],
  [['0x10'], 'TEXT'],
  [['NaN'], 'TEXT'],
  [['Infinity'], 'TEXT'],
  [['1', 'one'], 'TEXT'],
  [['2026-11-21'], 'TEXT']
];

it.each(COLUMNS)('a column of %j is %s', (fields, type) => {
  const guess = new ColumnGuess();
  fields.forEach(field => guess.see(field));
  expect(guess.type).toBe(type);
});

it.each([
  [null, 'INTEGER', null],
  ['', 'INTEGER', null],
  ['', 'REAL', null],
  ['', 'TEXT', ''],
  [null, 'TEXT', null],
  ['9223372036854775807', 'INTEGER', 9223372036854775807n],
  ['1', 'REAL', 1],
  ['007', 'TEXT', '007']
] as const)('%j is kept in a column of %s as what it is', (field, type, value) => {
  expect(valueOf(field, type)).toBe(value);
});
