import type { Query } from './query.js';
import { partsOf, wordsOf } from './words.js';

/**
 * Terms of the full-text index. Each begins with the number of its volume, so that a question reads nothing of volumes
 * that it does not name: neither what it finds nor how long it takes tells of them. The letter behind it says where the
 * word stands.
 */
const WHERE = { name: 'n', folder: 'p', text: 't' } as const;

const NUMBER_LENGTH = 4;

/** How many volumes can be told apart: 36 to the power of 4. */
export const MOST_VOLUMES = 36 ** NUMBER_LENGTH - 1;

function keyOf(volume: number): string {
  return volume.toString(36).padStart(NUMBER_LENGTH, '0');
}

/** What an entry can be found by. */
export interface Findable {
  /** Of the folder that it is in; empty for the top. */
  readonly folder: string;
  readonly name: string;
  /** Of a README. */
  readonly text?: string | undefined;
}

/** The terms of an entry, as one text for the index. */
export function termsOf(volume: number, { folder, name, text = '' }: Findable): string {
  const key = keyOf(volume);
  const marked = (where: string, words: readonly string[]) =>
    [...new Set(words)].map(word => `${key}${where}${word}`);
  return [
    ...marked(WHERE.name, [...wordsOf(name), ...partsOf(name)]),
    ...marked(WHERE.folder, [...wordsOf(folder), ...partsOf(folder)]),
    ...marked(WHERE.text, wordsOf(text))
  ].join(' ');
}

/** Where words are looked for: whole words of names, beginnings in names, anywhere, in texts. */
export type Reach = 'wordsOfNames' | 'names' | 'anywhere' | 'texts';

const PLACES: Record<Reach, readonly string[]> = {
  wordsOfNames: [WHERE.name],
  names: [WHERE.name],
  anywhere: [WHERE.name, WHERE.folder, WHERE.text],
  texts: [WHERE.text]
};

/**
 * The question to the index. Words hold letters and digits only and are quoted, so that nothing in a query is ever an
 * operator. That the words of a phrase follow each other is looked at in what was found.
 */
export function expressionOf(volume: number, query: Query, reach: Reach): string {
  const key = keyOf(volume);
  const somewhere = (word: string, rest: '' | '*') => {
    const places = PLACES[reach].map(where => `"${key}${where}${word}"${rest}`);
    return places.length === 1 ? (places[0] as string) : `(${places.join(' OR ')})`;
  };
  return [
    ...query.words.map(word => somewhere(word, reach === 'wordsOfNames' ? '' : '*')),
    ...query.phrases.flat().map(word => somewhere(word, ''))
  ].join(' AND ');
}
