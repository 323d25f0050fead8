const CONTROL = /\p{Cc}/u;

/**
 * Where to go after signing in or starting a server: a path on this origin, or the fallback. Whatever a browser could
 * read as another host, scheme or user comes out as the fallback or as a plain path.
 * @param wanted - as it came from the query or a form, decoded once
 */
export function safeNext(wanted: unknown, fallback: string): string {
  if (typeof wanted !== 'string' || wanted === '' || CONTROL.test(wanted)) {
    return fallback;
  }
  // Browsers read a backslash as a slash.
  const path = wanted.replace(/\\/g, '/');
  if (!path.startsWith('/') || /^\/(\/|%2f|%5c)/i.test(path)) {
    return fallback;
  }
  const base = 'http://hub.invalid';
  if (!URL.canParse(path, base)) {
    return fallback;
  }
  const url = new URL(path, base);
  if (url.origin !== base || /^\/(\/|%2f|%5c)/i.test(url.pathname)) {
    return fallback;
  }
  return `${url.pathname}${url.search}${url.hash}`;
}
