import type { TranslationBundle } from '@jupyterlab/translation';

import { JULIA, LiteralReader, PYTHON, R, type Dialect, type Json } from './literals.js';

/** One variable of a notebook's parameters cell. */
export interface Parameter {
  readonly name: string;
  /** How its field is filled in: as itself, or as JSON. */
  readonly kind: 'number' | 'text' | 'boolean' | 'json';
  /** The value in the notebook; undefined when it is computed there. */
  readonly value: Json | undefined;
  /** What the notebook says, word for word. */
  readonly source: string;
}

/** The parts of a notebook that matter here, as on disk. */
export interface NotebookCells {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: string | readonly string[];
    readonly metadata?: { readonly tags?: unknown };
  }[];
}

const LANGUAGES: Readonly<Record<string, { dialect: Dialect; assign: RegExp }>> = {
  python: {
    dialect: PYTHON,
    assign: /^([A-Za-z_]\w*)[ \t]*(?::[ \t]*[^=\n#]+?)?[ \t]*=(?!=)[ \t]*/y
  },
  r: { dialect: R, assign: /^([A-Za-z_]\w*)[ \t]*(?:<-|=(?!=))[ \t]*/y },
  julia: { dialect: JULIA, assign: /^([A-Za-z_]\w*)(?:::[\w{}]+)?[ \t]*=(?!=)[ \t]*/y }
};

/** The source of the first code cell tagged `parameters`; null when there is none. */
export function parametersCellOf(notebook: NotebookCells): string | null {
  const cell = notebook.cells.find(
    ({ cell_type, metadata }) =>
      cell_type === 'code' && Array.isArray(metadata?.tags) && metadata.tags.includes('parameters')
  );
  if (!cell) return null;
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

/**
 * The variables that a parameters cell assigns at its outermost level, in their order; of several assignments to one
 * name the last counts.
 * @param language - of the kernel; of an unknown one nothing is read
 */
export function parametersOf(source: string, language: string): Parameter[] {
  const rules = LANGUAGES[language.toLowerCase()];
  if (!rules) return [];
  const found = new Map<string, Parameter>();
  let at = 0;
  while (at < source.length) {
    const { assign } = rules;
    const line = source.slice(at);
    assign.lastIndex = 0;
    const name = assign.exec(line)?.[1];
    if (name === undefined) {
      at = lineEnd(source, at);
      continue;
    }
    const start = at + assign.lastIndex;
    const read = literalAt(source, start, rules.dialect);
    const text = source.slice(start, read?.end ?? lineEnd(source, start)).trim();
    found.delete(name);
    found.set(name, { name, kind: kindOf(read?.value), value: read?.value, source: text });
    at = lineEnd(source, read?.end ?? start);
  }
  return [...found.values()];
}

/** What the field of a parameter holds before anybody touches it. */
export function initialText(parameter: Parameter): string {
  if (parameter.value === undefined) return '';
  if (parameter.kind === 'text') return String(parameter.value);
  if (parameter.kind === 'number') return parameter.source;
  return JSON.stringify(parameter.value);
}

/**
 * The value that a field's text stands for.
 * @returns `value` undefined when the notebook's own assignment is to stand; or what is wrong
 */
export function readParameter(
  parameter: Parameter,
  text: string,
  trans: TranslationBundle
): { value: Json | undefined } | { mistake: string } {
  if (text === initialText(parameter)) return { value: undefined };
  if (parameter.kind === 'text') return { value: text };
  if (text.trim() === '') {
    return parameter.value === undefined
      ? { value: undefined }
      : { mistake: trans.__('A value is needed.') };
  }
  if (parameter.kind === 'number') {
    const value = numberOf(text);
    return value === null ? { mistake: trans.__('This is not a number.') } : { value };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return {
      mistake: trans.__('This is not JSON: text stands in double quotes, as in %1.', '["a", "b"]')
    };
  }
}

function numberOf(text: string): number | null {
  const plain = text.trim().replace(/_/g, '');
  const value = plain === '' ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

function kindOf(value: Json | undefined): Parameter['kind'] {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'json';
}

/** The literal that makes up the rest of a statement; null when there is more to it. */
function literalAt(
  source: string,
  start: number,
  dialect: Dialect
): { value: Json; end: number } | null {
  const reader = new LiteralReader(source, start, dialect);
  try {
    const value = reader.value();
    const rest = source.slice(reader.at, lineEnd(source, reader.at));
    return /^[ \t]*(?:[#;].*)?\r?\n?$/.test(rest) ? { value, end: reader.at } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The place behind the end of the line. */
function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end + 1;
}
