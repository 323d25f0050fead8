import type { Query } from './query.js';
import { wordsOf } from './words.js';

/** Characters of a snippet, about half of them before the word. */
const LENGTH = 160;
const BEFORE = 50;

const WORD = /[\p{L}\p{N}\p{M}]{1,64}/gu;

/** Marks of Markdown and HTML that say nothing by themselves. */
const MARKS = /<[^<>]{0,500}>|!?\[([^[\]]{0,300})\]\([^()]{0,500}\)|[#*_`>|~=]+/g;

/** A piece of a text around the first of the words, as plain text; null when none of them is there. */
export function snippetOf(text: string, query: Query): string | null {
  const plain = text
    .replace(MARKS, '$1')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const wholes = new Set(query.phrases.flat());
  for (const found of plain.matchAll(WORD)) {
    const isWanted = wordsOf(found[0]).some(
      word => wholes.has(word) || query.words.some(start => word.startsWith(start))
    );
    if (isWanted) {
      return around(plain, found.index);
    }
  }
  return null;
}

function around(text: string, at: number): string {
  const start = at <= BEFORE ? 0 : at - BEFORE + beginning(text.slice(at - BEFORE, at));
  const rest = text.slice(start);
  const piece = rest.length <= LENGTH ? rest : rest.slice(0, ending(rest));
  return `${start > 0 ? '… ' : ''}${piece}${piece.length < rest.length ? ' …' : ''}`;
}

/** Where the first whole word of a piece begins. */
function beginning(piece: string): number {
  const space = piece.indexOf(' ');
  return space < 0 ? piece.length : space + 1;
}

/** Where the last whole word that fits ends. */
function ending(text: string): number {
  const space = text.lastIndexOf(' ', LENGTH);
  return space > BEFORE ? space : LENGTH;
}
