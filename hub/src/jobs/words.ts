const MAX_CHARACTERS = 500;

/**
 * Text that a job wrote, fit to be shown in one line: without terminal colours, control characters and direction marks,
 * shortened.
 */
export function plainLine(text: string): string {
  const plain = text
    .slice(0, 20 * MAX_CHARACTERS)
    // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ')
    .trim();
  const characters = [...plain];
  return characters.length <= MAX_CHARACTERS
    ? plain
    : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's']
] as const;

/** `2 min 41 s`: the two largest units that say something. */
export function inWords(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0 && parts.length < 2) {
      parts.push(`${count} ${unit}`);
    } else if (parts.length > 0) {
      break;
    }
    rest -= count * size;
  }
  return parts.join(' ') || '0 s';
}

/** `512 MiB`, `1.5 GiB`. */
export function memoryInWords(bytes: number): string {
  const GiB = 1024 ** 3;
  return bytes >= GiB
    ? `${Number((bytes / GiB).toFixed(1))} GiB`
    : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
