/** A moment for a field of type `datetime-local`: `2026-11-23T08:00`, in the browser's own time. */
export function localTime(time: string): string {
  const moment = new Date(time);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What such a field holds as RFC 3339 in UTC; null when it is empty. */
export function utcTime(local: string): string | null {
  return local === '' ? null : new Date(local).toISOString();
}
