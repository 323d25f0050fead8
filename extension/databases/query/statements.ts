/** A statement in a longer text. */
export interface Statement {
  readonly start: number;
  /** Behind its semicolon, if it has one. */
  readonly end: number;
  /** Without its semicolon and the space around it. */
  readonly sql: string;
}

/** What cannot be cut in the middle: comments, texts and names in quotes; each may be open at the end. */
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|;|\w+|\s+|[^\s]/g;

const COMMENT = /^(?:--|\/\*)/;

/** Splits a text at the semicolons that end statements; those inside a trigger do not. */
export function statementsIn(text: string): Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  /** The first words, which tell a trigger. */
  let words: string[] = [];
  let last = '';
  const add = (end: number) => {
    const sql = text.slice(start, end).replace(/;\s*$/, '').trim();
    if (words.length > 0) statements.push({ start, end, sql });
    start = end;
    words = [];
  };
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === ';') {
      if (!isTrigger(words) || last === 'end') add(index + 1);
    } else if (token.trim() !== '' && !COMMENT.test(token)) {
      last = token.toLowerCase();
      if (words.length < 3) words.push(last);
    }
  }
  add(text.length);
  return statements;
}

function isTrigger([first, ...others]: readonly string[]): boolean {
  return first === 'create' && others.includes('trigger');
}

/** The statement in which a place is, or the last one before it; null where there is none at all. */
export function statementAt(text: string, offset: number): Statement | null {
  const statements = statementsIn(text);
  const before = statements.filter(({ start }) => start <= offset);
  return before.at(-1) ?? statements[0] ?? null;
}

/** A name as SQL takes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
