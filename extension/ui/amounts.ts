import type { TranslationBundle } from '@jupyterlab/translation';

/** `41 s`, `2 min 41 s`, `3 h 5 min`, `2 d 4 h`: two units at most. */
export function formatDuration(seconds: number, trans: TranslationBundle): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return trans.__('%1 s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    const rest = whole % 60;
    return rest ? trans.__('%1 min %2 s', minutes, rest) : trans.__('%1 min', minutes);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    return rest ? trans.__('%1 h %2 min', hours, rest) : trans.__('%1 h', hours);
  }
  const rest = hours % 24;
  const days = Math.floor(hours / 24);
  return rest ? trans.__('%1 d %2 h', days, rest) : trans.__('%1 d', days);
}

/** The largest unit only, for what need not be exact: `47 h`, `3 min`. */
export function formatRoughDuration(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) return trans.__('%1 s', Math.max(0, Math.round(seconds)));
  if (seconds < 3_600) return trans.__('%1 min', Math.round(seconds / 60));
  if (seconds < 72 * 3_600) return trans.__('%1 h', Math.round(seconds / 3_600));
  return trans.__('%1 d', Math.round(seconds / 86_400));
}

const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** `1.4 GB`: binary thousands, one digit below ten, no digit of false precision above. */
export function formatBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${inUnit(bytes, unitOf(bytes))} ${UNITS[unitOf(bytes)]}`;
}

/** `1.2 / 4 GB`: both in the unit of the whole. */
export function formatShare(usedBytes: number, wholeBytes: number): string {
  const unit = unitOf(wholeBytes);
  return `${inUnit(usedBytes, unit)} / ${inUnit(wholeBytes, unit)} ${UNITS[unit]}`;
}

function unitOf(bytes: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && bytes >= 1024 ** (unit + 2)) unit += 1;
  return unit;
}

function inUnit(bytes: number, unit: number): string {
  const value = bytes / 1024 ** (unit + 1);
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
