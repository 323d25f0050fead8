import type { TranslationBundle } from '@jupyterlab/translation';

/** `just now`, `5 min ago`, `in 3 h`, then the day. */
export function formatRelative(moment: Date, now: Date, trans: TranslationBundle): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1_000);
  const size = Math.abs(seconds);
  if (size < 10) return trans.__('just now');
  const amount =
    size < 60
      ? trans.__('%1 s', size)
      : size < 3_600
        ? trans.__('%1 min', Math.round(size / 60))
        : size < (seconds < 0 ? 24 : 72) * 3_600
          ? trans.__('%1 h', Math.round(size / 3_600))
          : null;
  if (amount === null) return formatDay(moment, now);
  return seconds < 0 ? trans.__('%1 ago', amount) : trans.__('in %1', amount);
}

/** `09:12`, in the reader's own time zone. */
export function formatClock(moment: Date): string {
  return moment.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

/** `3 Mar`, with the year unless it is this one. */
export function formatDay(moment: Date, now: Date): string {
  return moment.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(moment.getFullYear() !== now.getFullYear() && { year: 'numeric' })
  });
}

/** Everything there is to say about a moment, for hovering. */
export function formatAbsolute(moment: Date): string {
  return moment.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'medium' });
}

/** Whether both lie on the same day of the reader's calendar. */
export function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}
