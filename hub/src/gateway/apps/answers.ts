import { cookiesIn, isHubCookie } from '../cookies.js';
import { SESSION_ID_COOKIE } from '../credentials.js';

/** Where a program is, as browsers and as we see it. */
export interface AppPlace {
  readonly prefix: string;
  readonly stripPrefix: boolean;
  /** `host[:port]` that mean the program itself when it names them: the browser's, and its own. */
  readonly hosts: readonly string[];
}

/**
 * A `Set-Cookie` of a program, confined to its own path, whatever it asks for.
 * @returns null for a name that is not its to use
 */
export function confinedCookie(header: string, { prefix, stripPrefix }: AppPlace): string | null {
  const [cookie, ...attributes] = cookiesIn(header);
  if (cookie === undefined || cookie.name === '' || isReserved(cookie.name)) {
    return null;
  }
  const isPath = ({ name, raw }: { name: string; raw: string }) => /^path$/i.test(name || raw);
  const wanted = attributes.findLast(isPath)?.value ?? '';
  const kept = attributes.filter(
    attribute => !isPath(attribute) && !/^domain$/i.test(attribute.name || attribute.raw)
  );
  const path = wanted.startsWith('/') ? [`Path=${belowPrefix(wanted, prefix, stripPrefix)}`] : [];
  return [cookie, ...kept]
    .map(({ raw }) => raw)
    .concat(path)
    .join('; ');
}

function isReserved(name: string): boolean {
  // What begins with __Host- is for a whole host, and browsers take it for no single path.
  return isHubCookie(name) || name === SESSION_ID_COOKIE || /^(?:jupyterhub-|__host-)/i.test(name);
}

function belowPrefix(path: string, prefix: string, stripPrefix: boolean): string {
  if (path === prefix.slice(0, -1) || path.startsWith(prefix)) {
    return path;
  }
  return stripPrefix ? prefix + path.slice(1) : prefix;
}

/** Where a program that knows nothing of its prefix leads to, as the browser has to hear it. */
export function addressBelowPrefix(address: string, place: AppPlace): string {
  if (!place.stripPrefix) {
    return address;
  }
  const host = /^(?:https?:)?\/\/([^/?#]*)/i.exec(address);
  const isItself = host !== null && place.hosts.includes(host[1]!.toLowerCase());
  if (host !== null && !isItself) {
    return address;
  }
  const path = host === null ? address : address.slice(host[0].length) || '/';
  return path.startsWith('/') ? belowPrefix(path, place.prefix, true) : path;
}

/** The same for `Refresh: 5; url=/next`. */
export function refreshBelowPrefix(value: string, place: AppPlace): string {
  return value.replace(
    /^(\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?["']?)([^"']+)/i,
    (_, start: string, address: string) => start + addressBelowPrefix(address, place)
  );
}
