import type { TranslationBundle } from '@jupyterlab/translation';

import type { AnswerColumnType, CellValue, TypedValue } from '../../../hub/contract/databases.js';
import { formatBytes } from '../../ui/amounts.js';

/** Longer texts are cut in the table. */
const MOST_SHOWN = 300;
const MOST_IN_TIP = 2_000;
const BYTES_IN_TIP = 64;

/** A value as the table shows it. */
export interface ShownValue {
  readonly kind: 'null' | 'number' | 'text' | 'blob';
  /** On one line. */
  readonly text: string;
  /** All of it, as far as a tip has room; null where the text says it all. */
  readonly tip: string | null;
}

/** Says a value as it is: integers with all their digits, reals as reals, nothing as NULL, bytes as how many there are. */
export function shownValue(
  value: CellValue,
  type: AnswerColumnType,
  trans: TranslationBundle
): ShownValue {
  if (value === null) return { kind: 'null', text: 'NULL', tip: null };
  if (typeof value === 'object') return ofTyped(value, trans);
  if (typeof value === 'number') return number(type === 'real' ? realText(value) : String(value));
  if (type === 'blob') return blob(value, trans);
  return type === 'bigInteger' ? number(value) : text(value);
}

export function isNumeric(type: AnswerColumnType): boolean {
  return type === 'integer' || type === 'bigInteger' || type === 'real';
}

function ofTyped(typed: TypedValue, trans: TranslationBundle): ShownValue {
  switch (typed.type) {
    case 'integer':
      return number(typed.value);
    case 'real':
      return number(typeof typed.value === 'number' ? realText(typed.value) : typed.value);
    case 'text':
      return text(typed.value);
    case 'blob':
      return blob(typed.value, trans);
  }
}

function number(said: string): ShownValue {
  return { kind: 'number', text: said, tip: null };
}

/** A real without a fraction keeps its point, so that it is not taken for an integer. */
function realText(value: number): string {
  const said = String(value);
  return /^-?\d+$/.test(said) ? `${said}.0` : said;
}

function text(whole: string): ShownValue {
  const line = whole.slice(0, MOST_SHOWN).replace(/\r\n|[\r\n]/g, '↵');
  const isCut = whole.length > MOST_SHOWN;
  const tip = whole.length > MOST_IN_TIP ? `${whole.slice(0, MOST_IN_TIP)}…` : whole;
  return { kind: 'text', text: isCut ? `${line}…` : line, tip };
}

function blob(base64: string, trans: TranslationBundle): ShownValue {
  const padding = /=*$/.exec(base64)?.[0].length ?? 0;
  const bytes = (base64.length * 3) / 4 - padding;
  const first = atob(base64.slice(0, Math.ceil((BYTES_IN_TIP + 1) / 3) * 4));
  const hex = [...first.slice(0, BYTES_IN_TIP)].map(each =>
    each.charCodeAt(0).toString(16).padStart(2, '0')
  );
  return {
    kind: 'blob',
    text: trans.__('blob, %1', formatBytes(bytes)),
    tip: hex.join(' ') + (bytes > BYTES_IN_TIP ? ' …' : '')
  };
}
