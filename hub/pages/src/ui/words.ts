/** Sizes as people write them: `1.4 GB`. Binary units under their everyday names, as the limits are set in them. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value >= 10 || unit === 0 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `12 s`, `2 min 41 s`, `3 h 5 min`, `4 days`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 === 0 || hours > 9 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  return `${Math.floor(hours / 24)} days`;
}

/** `just now`, `5 min ago`, `3 days ago`. */
export function ago(time: string, now: number): string {
  const passed = now - Date.parse(time);
  if (passed < 60_000) {
    return 'just now';
  }
  const minutes = Math.floor(passed / 60_000);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  return minutes < 48 * 60
    ? `${Math.floor(minutes / 60)} h ago`
    : `${Math.floor(minutes / 1440)} days ago`;
}

export function cores(count: number): string {
  return count === 1 ? '1 core' : `${count} cores`;
}
