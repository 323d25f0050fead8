import { API_PATH } from '../../contract/endpoint.js';

/** Where below the base path a request goes. Paths are raw, as the client wrote them, unless said otherwise. */
export type Place =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'gateway-health' }
  /** `below`: what follows `hub/`. */
  | { readonly kind: 'hub'; readonly below: string; readonly query: string }
  /**
   * `owner` is decoded. `below` is what follows the owner's segment: empty, or begins with a slash. `segment` is that
   * of the owner.
   */
  | {
      readonly kind: 'user';
      readonly owner: string;
      readonly segment: string;
      readonly below: string;
      readonly query: string;
    };

const NEEDS_A_CLOSER_LOOK = /[%\\#]|\/\./;
const DOT_SEGMENT = /(?:^|[/\\])\.\.?(?:[/\\]|$)/;
const DOT_SEGMENT_OF_API = /(?:^|\/)\.\.?(?:\/|$)/;

const MALFORMED: Place = { kind: 'malformed' };
const OUTSIDE: Place = { kind: 'outside' };
const GATEWAY_HEALTH: Place = { kind: 'gateway-health' };

/**
 * Decodes a raw piece of a path once.
 * @returns null for malformed escapes and for what is not UTF-8
 */
export function decodePiece(raw: string): string | null {
  if (!raw.includes('%')) {
    return raw;
  }
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** Dot segments are dot segments in any spelling; what is decoded to a slash separates only where names are looked up. */
function isWellFormed(path: string): boolean {
  return (
    !path.includes('#') &&
    !path.includes('\\') &&
    path.split('/').every(segment => {
      const decoded = decodePiece(segment);
      return decoded !== null && decoded !== '.' && decoded !== '..';
    })
  );
}

/** In what the routes are found by, and in everything of the hub, nothing may hide behind an escape. */
function isPlain(piece: string): boolean {
  const decoded = decodePiece(piece);
  return decoded !== null && !decoded.includes('\\') && !DOT_SEGMENT.test(decoded);
}

/** The API takes a path apart before it decodes the pieces, and names of files may hold a backslash. */
function isPathOfApi(below: string): boolean {
  const decoded = below.startsWith(`${API_PATH}/`) ? decodePiece(below) : null;
  return decoded !== null && !DOT_SEGMENT_OF_API.test(decoded);
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from);
  return index === -1 ? text.length : index;
}

/**
 * Finds where a request goes.
 * @param url - the request target as received
 * @param basePath - begins and ends with a slash
 */
export function placeOf(url: string, basePath: string): Place {
  const pathEnd = indexOrEnd(url, '?', 0);
  const path = url.slice(0, pathEnd);
  const query = url.slice(pathEnd);
  const isSuspicious = NEEDS_A_CLOSER_LOOK.test(path);
  if (!path.startsWith('/') || (isSuspicious && !isWellFormed(path))) {
    return MALFORMED;
  }
  if (!path.startsWith(basePath)) {
    return OUTSIDE;
  }
  const firstEnd = indexOrEnd(path, '/', basePath.length);
  const first = decodePiece(path.slice(basePath.length, firstEnd));
  if (first === 'hub' && firstEnd < path.length) {
    const below = path.slice(firstEnd + 1);
    const isSound = !isSuspicious || isPlain(below) || isPathOfApi(below);
    return isSound ? { kind: 'hub', below, query } : MALFORMED;
  }
  if (first === 'user' && firstEnd + 1 < path.length) {
    return placeOfUser(path, firstEnd + 1, query);
  }
  if (first === '_gateway' && path.slice(firstEnd) === '/health') {
    return GATEWAY_HEALTH;
  }
  return OUTSIDE;
}

function placeOfUser(path: string, ownerStart: number, query: string): Place {
  const ownerEnd = indexOrEnd(path, '/', ownerStart);
  const serverEnd = indexOrEnd(path, '/', ownerEnd + 1);
  const segment = path.slice(ownerStart, ownerEnd);
  if (segment === '') {
    return OUTSIDE;
  }
  const owner = decodePiece(segment);
  if (owner === null || !isPlain(segment) || !isPlain(path.slice(ownerEnd, serverEnd))) {
    return MALFORMED;
  }
  return { kind: 'user', owner, segment, below: path.slice(ownerEnd), query };
}
