import type { Query } from './query.js';
import { fold, partsOf, wordsOf } from './words.js';

/** What is looked through: what it is called, and whatever else is said of it. */
export interface Text {
  readonly title: string;
  readonly rest: string;
}

/** How well a text answers a query; less is better. */
export const Quality = {
  title: 0,
  wordsOfTitle: 1,
  beginningsInTitle: 2,
  elsewhere: 3
} as const;
export type Quality = (typeof Quality)[keyof typeof Quality];

/** The words of a text, in their order and as a set with the parts of names. */
class Words {
  private readonly all: ReadonlySet<string>;

  constructor(
    private readonly inOrder: readonly string[],
    parts: readonly string[]
  ) {
    this.all = new Set([...inOrder, ...parts]);
  }

  static of(text: string): Words {
    return new Words(wordsOf(text), partsOf(text));
  }

  has(word: string): boolean {
    return this.all.has(word);
  }

  begins(start: string): boolean {
    return this.all.has(start) || [...this.all].some(word => word.startsWith(start));
  }

  says(phrase: readonly string[]): boolean {
    return phrase.length === 1
      ? this.has(phrase[0] as string)
      : this.inOrder.some((_word, at) => phrase.every((word, n) => this.inOrder[at + n] === word));
  }
}

/** Null when not all of the query is in the text. */
export function qualityOf(query: Query, { title, rest }: Text): Quality | null {
  const inTitle = Words.of(title);
  const missing = {
    words: query.words.filter(word => !inTitle.begins(word)),
    phrases: query.phrases.filter(phrase => !inTitle.says(phrase))
  };
  if (missing.words.length + missing.phrases.length === 0) {
    const asked = [...query.phrases.flat(), ...query.words].join(' ');
    if (wordsOf(title).join(' ') === asked || fold(title) === asked) {
      return Quality.title;
    }
    return query.words.every(word => inTitle.has(word))
      ? Quality.wordsOfTitle
      : Quality.beginningsInTitle;
  }
  const elsewhere = Words.of(rest);
  const isThere =
    missing.words.every(word => elsewhere.begins(word)) &&
    missing.phrases.every(phrase => elsewhere.says(phrase));
  return isThere ? Quality.elsewhere : null;
}
