import type { AnswerColumnType, CellValue, TypedValue } from '../../../contract/databases.js';

/** A value as SQLite gives it: integers are BigInts. */
export type SqlValue = null | bigint | number | string | Buffer;

type ValueType = TypedValue['type'] | 'bigInteger';

const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

function isExact(value: bigint): boolean {
  return -MOST_EXACT <= value && value <= MOST_EXACT;
}

function typeOf(value: Exclude<SqlValue, null>): ValueType | 'infinite' {
  switch (typeof value) {
    case 'bigint':
      return isExact(value) ? 'integer' : 'bigInteger';
    case 'number':
      return Number.isFinite(value) ? 'real' : 'infinite';
    case 'string':
      return 'text';
    default:
      return 'blob';
  }
}

/** What the values of a column have in common: see the contract. */
export function columnTypeOf(values: readonly SqlValue[]): AnswerColumnType {
  const types = new Set(values.filter(value => value !== null).map(typeOf));
  if (types.size === 2 && types.has('integer') && types.has('bigInteger')) {
    return 'bigInteger';
  }
  const [first = 'null', second] = types;
  return second !== undefined || first === 'infinite' ? 'mixed' : first;
}

function typed(value: Exclude<SqlValue, null>): TypedValue {
  switch (typeof value) {
    case 'bigint':
      return { type: 'integer', value: String(value) };
    case 'number':
      return {
        type: 'real',
        value: Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity'
      };
    case 'string':
      return { type: 'text', value };
    default:
      return { type: 'blob', value: value.toString('base64') };
  }
}

/** A value as it stands in an answer, in a column of this type. */
export function cellOf(value: SqlValue, type: AnswerColumnType): CellValue {
  if (value === null) {
    return null;
  }
  if (type === 'mixed') {
    return typed(value);
  }
  if (typeof value === 'bigint') {
    return type === 'bigInteger' ? String(value) : Number(value);
  }
  return typeof value === 'object' ? value.toString('base64') : value;
}

/** How much of an answer a value takes, roughly. */
export function bytesOf(value: SqlValue): number {
  switch (typeof value) {
    case 'string':
      return Buffer.byteLength(value) + 4;
    case 'object':
      return value === null ? 5 : Math.ceil(value.length / 3) * 4 + 4;
    default:
      return 24;
  }
}

/** What a parameter of a request is bound as: a whole number as an integer. */
export function boundValue(value: null | number | string | TypedValue): SqlValue {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
  }
  if (value === null || typeof value === 'string') {
    return value;
  }
  switch (value.type) {
    case 'integer':
      return BigInt(value.value);
    case 'real':
      return Number(value.value);
    case 'blob':
      return Buffer.from(value.value, 'base64');
    case 'text':
      return value.value;
  }
}
