import type { ImportedTable } from '../../../contract/databases.js';

export type ColumnType = ImportedTable['columns'][number]['type'];

/** Not those with leading zeros or a plus: they are names rather than numbers. */
const INTEGER = /^(0|-?[1-9]\d{0,18})$/;
const REAL = /^-?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** Finds out what all fields of a column have in common. */
export class ColumnGuess {
  private isAnything = false;
  private isInteger = true;
  private isReal = true;
  /** Whether an integer in it is one that a real number does not hold exactly. */
  private isLarge = false;

  /** @param field - null, and an empty text, say nothing */
  see(field: string | null): void {
    if (field === null || field === '' || (!this.isInteger && !this.isReal)) {
      return;
    }
    this.isAnything = true;
    if (INTEGER.test(field)) {
      const value = BigInt(field);
      this.isInteger &&= LEAST <= value && value <= MOST;
      this.isLarge ||= value > MOST_EXACT || value < -MOST_EXACT;
    } else {
      this.isInteger = false;
      this.isReal &&= REAL.test(field) && Number.isFinite(Number(field));
    }
  }

  get type(): ColumnType {
    if (!this.isAnything) {
      return 'TEXT';
    }
    return this.isInteger ? 'INTEGER' : this.isReal && !this.isLarge ? 'REAL' : 'TEXT';
  }
}

/** A field as it is kept in a column of this type. */
export function valueOf(field: string | null, type: ColumnType): null | bigint | number | string {
  if (field === null || type === 'TEXT') {
    return field;
  }
  if (field === '') {
    return null;
  }
  return type === 'INTEGER' ? BigInt(field) : Number(field);
}
