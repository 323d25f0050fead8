import type { z } from 'zod';

/** Whatever JSON can say. */
export type Json = z.infer<ReturnType<typeof z.json>>;

/** How a language writes what JSON has other words for. */
export interface Dialect {
  readonly words: Readonly<Record<string, Json>>;
  /** Calls that make a list, `c(1, 2)` in R. */
  readonly listCall: string | null;
  /** Whether `(1, 2)` is a list. */
  readonly hasTuples: boolean;
  readonly hasDicts: boolean;
}

export const PYTHON: Dialect = {
  words: { True: true, False: false, None: null },
  listCall: null,
  hasTuples: true,
  hasDicts: true
};

export const R: Dialect = {
  words: { TRUE: true, FALSE: false, T: true, F: false, NULL: null },
  listCall: 'c',
  hasTuples: false,
  hasDicts: false
};

export const JULIA: Dialect = {
  words: { true: true, false: false, nothing: null },
  listCall: null,
  hasTuples: true,
  hasDicts: false
};

/** Reads literals only: whatever would have to be computed makes it fail. */
export class LiteralReader {
  constructor(
    private readonly source: string,
    public at: number,
    private readonly dialect: Dialect
  ) {}

  /**
   * Reads one value and moves behind it.
   * @throws SyntaxError where no literal begins
   */
  value(): Json {
    this.space();
    const { dialect } = this;
    if (this.take('[')) return this.list(']');
    if (dialect.hasTuples && this.take('(')) return this.tuple();
    if (dialect.hasDicts && this.take('{')) return this.dict();
    if (dialect.listCall && this.match(new RegExp(`${dialect.listCall}\\(`, 'y'))) {
      return this.list(')');
    }
    const text = this.string();
    if (text !== null) return text;
    return this.number() ?? this.word();
  }

  /** Moves over blanks, line ends and comments. */
  space(): void {
    this.match(/(?:\s|#[^\n]*|\\\n)+/y);
  }

  private list(end: string): Json[] {
    const items: Json[] = [];
    for (this.space(); !this.take(end); this.space()) {
      items.push(this.value());
      this.space();
      if (!this.take(',') && this.source[this.at] !== end) throw this.refuse();
    }
    return items;
  }

  /** A pair of parentheses around one value without a comma is no tuple. */
  private tuple(): Json {
    const start = this.at;
    const items = this.list(')');
    const inside = this.source.slice(start, this.at - 1);
    return items.length === 1 && !/,\s*$/.test(inside) ? (items[0] as Json) : items;
  }

  private dict(): Json {
    const entries: [string, Json][] = [];
    for (this.space(); !this.take('}'); this.space()) {
      const key = this.string();
      this.space();
      if (key === null || !this.take(':')) throw this.refuse();
      entries.push([key, this.value()]);
      this.space();
      if (!this.take(',') && this.source[this.at] !== '}') throw this.refuse();
    }
    return Object.fromEntries(entries);
  }

  private string(): string | null {
    const open = this.match(/([rRuU]?)("""|'''|"|')/y);
    if (!open) return null;
    const quote = open[2] ?? '"';
    const isRaw = /r/i.test(open[1] ?? '');
    let text = '';
    while (this.at < this.source.length) {
      if (this.take(quote)) return text;
      const character = this.source[this.at] ?? '';
      if (character === '\n' && quote.length === 1) break;
      if (character === '\\' && !isRaw) text += this.escape();
      else {
        text += character;
        this.at += 1;
      }
    }
    throw this.refuse();
  }

  private escape(): string {
    const code = this.match(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y);
    if (code) return String.fromCodePoint(parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16));
    const character = this.source[this.at + 1] ?? '';
    this.at += 2;
    const known: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\n': '' };
    return known[character] ?? (/["'\\$]/.test(character) ? character : `\\${character}`);
  }

  private number(): number | null {
    const found = this.match(
      /[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?L?)(?![\w.])/y
    );
    if (!found) return null;
    const text = found[0].replace(/[_L]/g, '').replace(/^\+/, '');
    const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw this.refuse();
    }
    return value;
  }

  private word(): Json {
    const found = this.match(/[A-Za-z_]\w*(?![\w.([])/y);
    const value = found ? this.dialect.words[found[0]] : undefined;
    if (value === undefined) throw this.refuse();
    return value;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.source);
    if (found) this.at = sticky.lastIndex;
    return found;
  }

  private refuse(): SyntaxError {
    return new SyntaxError(`no literal at ${this.at}`);
  }
}
