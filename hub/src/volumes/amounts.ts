/** How a number of bytes is said to people. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 100 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** As `1 file` and `12 files`. */
export function filesInWords(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
