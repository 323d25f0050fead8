/** Longer runs of letters are several words, here and in what is looked for. */
const WORD = /[\p{L}\p{N}]{1,64}/gu;

/** Where a name changes its kind of letters: plotData, run2024. */
const SEAM = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu;

/** A text as it is compared: without accents, capitals and compatibility forms. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
}

/** The words of a text, folded, in their order. */
export function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/** What a name can be found by beside {@link wordsOf}: the parts that it is written together from. */
export function partsOf(name: string): string[] {
  const words = new Set(wordsOf(name));
  return [...new Set(wordsOf(name.replace(SEAM, ' ')))].filter(part => !words.has(part));
}
