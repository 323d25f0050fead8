/** What a statement wants, as far as its first word tells: one that only reads may still begin with WITH and write. */
export type Wish = 'read' | 'maybeWrite' | 'write';

const WISHES: ReadonlyMap<string, Wish> = new Map([
  ['SELECT', 'read'],
  ['VALUES', 'read'],
  ['WITH', 'maybeWrite'],
  ['INSERT', 'write'],
  ['UPDATE', 'write'],
  ['DELETE', 'write'],
  ['REPLACE', 'write'],
  ['CREATE', 'write'],
  ['DROP', 'write'],
  ['ALTER', 'write']
]);

/** Spaces and comments as SQLite knows them: a byte order mark is a space, a comment that nobody closes goes to the end. */
const BLANK = /(?:[ \t\n\f\r\uFEFF]|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;
const WORD = /[A-Za-z]+(?![\w$\u0080-\uFFFF])/y;

/** Reads word after word from the beginning of a statement. */
class Words {
  private at = 0;

  constructor(private readonly sql: string) {}

  /** In capitals; empty where something else stands. */
  next(): string {
    this.match(BLANK);
    return this.match(WORD).toUpperCase();
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.sql) ?? [];
    this.at += found.length;
    return found;
  }
}

/**
 * What a statement wants; null for one that is none of those that users may send. Those would leave the one file that they
 * are about (ATTACH, VACUUM INTO), change what guards it (PRAGMA, which some versions do while they are only explained), or
 * outlive the request (BEGIN).
 */
export function wishOf(sql: string): Wish | null {
  if (sql.includes('\0')) {
    return null;
  }
  const words = new Words(sql);
  const first = words.next();
  if (first !== 'EXPLAIN') {
    return WISHES.get(first) ?? null;
  }
  const second = words.next();
  const explained = second === 'QUERY' && words.next() === 'PLAN' ? words.next() : second;
  return WISHES.has(explained) ? 'read' : null;
}
