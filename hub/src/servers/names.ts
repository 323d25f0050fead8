import { RESERVED_NAMES } from '../../contract/server-choice.js';

/** What our API and pages call the server that JupyterHub knows by an empty name. */
export const DEFAULT_SERVER = 'default';

/** The name in rows and towards JupyterHub's clients: empty for the default server. */
export function toRowName(name: string): string {
  return name === DEFAULT_SERVER ? '' : name;
}

export function toPublicName(rowName: string): string {
  return rowName === '' ? DEFAULT_SERVER : rowName;
}

/** Why a server cannot be called so, null when it can. The default server's name is always fine. */
export function nameProblem(rowName: string): string | null {
  if (rowName === '') {
    return null;
  }
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(rowName) || rowName.length > 30) {
    return (
      'must be 1 to 30 lower-case letters, digits and hyphens, begin with a letter, and have no double hyphen and ' +
      'none at the end'
    );
  }
  return RESERVED_NAMES.has(rowName) || rowName === DEFAULT_SERVER ? 'is reserved' : null;
}

const percent = (character: string) =>
  [...new TextEncoder().encode(character)]
    .map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

// Python's quote(): everything but letters, digits and _.-~ is escaped, unlike encodeURIComponent's choice.
function quote(text: string, safe: string): string {
  return [...text]
    .map(c => (/^[A-Za-z0-9_.~-]$/.test(c) || safe.includes(c) ? c : percent(c)))
    .join('');
}

/** A name as a segment of a URL, byte for byte as the single-user server expects it. */
export function escapeSegment(name: string): string {
  return quote(name, '@~');
}

/** A name as a part of an OAuth client id, which is also a cookie's name. */
export function quoteClientId(name: string): string {
  return quote(name, '/');
}

/** The path of a server below which everything is forwarded to it: `/user/kim/` or `/user/kim/gpu/`. */
export function serverPrefix(basePath: string, owner: string, serverName: string): string {
  const server = serverName === '' ? '' : `${escapeSegment(serverName)}/`;
  return `${basePath}user/${escapeSegment(owner)}/${server}`;
}

/** The OAuth client that a server is. */
export function oauthClientId(owner: string, serverName: string): string {
  const server = serverName === '' ? '' : `-${quoteClientId(serverName)}`;
  return `jupyterhub-user-${quoteClientId(owner)}${server}`;
}
