/** Longest name of a file system, in bytes. */
const MAX_NAME_BYTES = 255;

/**
 * A free name to be tried when `name` is taken: "fit (2).ipynb". What follows the last dot of a file stays at the end.
 * @param number - from 2
 */
export function numberedName(name: string, number: number, isDirectory: boolean): string {
  const dot = isDirectory ? -1 : name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const ending = ` (${number})${extension}`;
  const characters = Array.from(stem);
  while (
    Buffer.byteLength(characters.join('') + ending) > MAX_NAME_BYTES &&
    characters.length > 1
  ) {
    characters.pop();
  }
  return characters.join('') + ending;
}
