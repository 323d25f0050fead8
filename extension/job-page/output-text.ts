const ESC = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
/** Control sequences, operating system commands, and single escaped characters. */
const ESCAPES = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)|.)`,
  'g'
);

/**
 * What a terminal would show in the end: colours dropped, and of a line that was overwritten with carriage returns
 * (a progress bar) only what it ended as.
 */
export function plainText(text: string): string {
  const withoutEscapes = text.replace(ESCAPES, '').replace(/\r\n/g, '\n');
  if (!withoutEscapes.includes('\r')) return withoutEscapes;
  return withoutEscapes
    .split('\n')
    .map(line => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1))
    .join('\n');
}

/** Where a text occurs, ignoring case, at most so often. */
export function occurrences(text: string, wanted: string, most = 2_000): number[] {
  if (wanted === '') return [];
  const places: number[] = [];
  const haystack = text.toLowerCase();
  const needle = wanted.toLowerCase();
  for (
    let at = haystack.indexOf(needle);
    at >= 0 && places.length < most;
    at = haystack.indexOf(needle, at + needle.length)
  ) {
    places.push(at);
  }
  return places;
}
