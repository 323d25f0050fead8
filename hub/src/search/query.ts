import { wordsOf } from './words.js';

/** More of them say nothing more. */
const MOST_WORDS = 12;

/** What somebody looks for: all of it must be there. */
export interface Query {
  /** Beginnings of words. */
  readonly words: readonly string[];
  /** Whole words, one after the other. */
  readonly phrases: readonly (readonly string[])[];
}

/** Never fails: whatever is no word is left out. Null when there is nothing to look for. */
export function parseQuery(text: string): Query | null {
  const words: string[] = [];
  const phrases: string[][] = [];
  let room = MOST_WORDS;
  text.split('"').forEach((piece, index, pieces) => {
    const found = wordsOf(piece).slice(0, room);
    room -= found.length;
    // The last quotation mark may be missing while somebody types.
    if (index % 2 === 0 || index === pieces.length - 1) {
      words.push(...found);
    } else if (found.length > 0) {
      phrases.push(found);
    }
  });
  return words.length + phrases.length > 0 ? { words: [...new Set(words)], phrases } : null;
}
