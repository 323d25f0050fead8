import {
  addressBelowPrefix,
  type AppPlace,
  confinedCookie,
  refreshBelowPrefix
} from './apps/answers.js';
import { cookiesIn, isHubCookie } from './cookies.js';
import { SESSION_ID_COOKIE } from './credentials.js';
import { remembered } from './remembered.js';
import { namesNothing } from './request-headers.js';

const HOP_BY_HOP = new Set([
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-connection'
]);

/** All users' servers share one origin: none may speak for the others or for the hub. */
const FOR_THE_WHOLE_ORIGIN = new Set([
  'service-worker-allowed',
  'clear-site-data',
  // With the policy of the hub's pages, a server's page could look into those that it opens.
  'cross-origin-opener-policy',
  'alt-svc',
  // Sessions bound to a device: browsers hold up requests of a whole origin until they are refreshed.
  'secure-session-registration',
  'sec-session-registration',
  'use-as-dictionary',
  'set-login',
  // Orders to a proxy in front of us: which of its own files to send, which address of its own to ask instead.
  'x-accel-redirect',
  'x-accel-expires',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-sendfile',
  'x-lighttpd-send-file',
  'x-reproxy-url',
  'x-reproxy-file',
  'report-to',
  'reporting-endpoints',
  'nel',
  'strict-transport-security'
]);

/** A raw header list, names and values in turn. */
export type RawHeaders = readonly (Buffer | string)[];

export function textOf(piece: Buffer | string): string {
  return typeof piece === 'string' ? piece : piece.toString('latin1');
}

type Kind = 'plain' | 'cookie' | 'address' | 'connection' | 'hop-by-hop' | 'whole-origin';

/** Between the hub and the gateway. */
const INTERNAL = /^x-labcommons-/;

const kindOf = remembered((name: string): Kind => {
  const lower = name.toLowerCase();
  if (lower === 'set-cookie') {
    return 'cookie';
  }
  if (lower === 'location' || lower === 'content-location' || lower === 'refresh') {
    return 'address';
  }
  if (lower === 'connection') {
    return 'connection';
  }
  return HOP_BY_HOP.has(lower) || INTERNAL.test(lower)
    ? 'hop-by-hop'
    : FOR_THE_WHOLE_ORIGIN.has(lower)
      ? 'whole-origin'
      : 'plain';
});

/** Headers of the hub's answers: only what belongs to one connection is left out. */
export function hubResponseHeaders(raw: RawHeaders): string[] {
  return filtered(raw, null);
}

/**
 * Headers of a user's server's answers.
 * @param place - of its program, where that knows nothing of the hub: what it says of paths is put right; null for a
 *   server that knows its path, whose cookies for others are left out
 */
export function serverResponseHeaders(
  raw: RawHeaders,
  prefix: string,
  place: AppPlace | null
): string[] {
  return filtered(raw, place === null ? ofServer(prefix) : ofApp(place));
}

/** Headers of an answer that opens a tunnel: its hop-by-hop headers are the point. */
export function tunnelHeaders(
  raw: readonly string[],
  prefix: string,
  place: AppPlace | null
): string[] {
  const upgrade: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (/^(?:connection|upgrade)$/i.test(raw[i]!)) {
      upgrade.push(raw[i]!, raw[i + 1]!);
    }
  }
  return [...upgrade, ...serverResponseHeaders(raw, prefix, place)];
}

/** A header as it goes on; null leaves it out. */
type Passed = (name: string, value: string, kind: Kind) => string | null;

const ofServer =
  (prefix: string): Passed =>
  (_name, value, kind) =>
    kind === 'cookie' ? (maySetCookie(value, prefix) ? withoutDomain(value) : null) : value;

const ofApp =
  (place: AppPlace): Passed =>
  (name, value, kind) => {
    if (kind === 'cookie') {
      return confinedCookie(value, place);
    }
    if (kind === 'address') {
      return /^refresh$/i.test(name)
        ? refreshBelowPrefix(value, place)
        : addressBelowPrefix(value, place);
    }
    return value;
  };

/** @param passed - null for the hub's own answers */
function filtered(raw: RawHeaders, passed: Passed | null): string[] {
  const headers: string[] = [];
  let connection = '';
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = textOf(raw[i]!);
    const kind = kindOf(name);
    if (kind === 'hop-by-hop' || (kind === 'whole-origin' && passed !== null)) {
      continue;
    }
    const value = textOf(raw[i + 1]!);
    if (kind === 'connection') {
      connection = value;
      continue;
    }
    const shown = passed === null || kind === 'plain' ? value : passed(name, value, kind);
    if (shown !== null) {
      headers.push(name, shown);
    }
  }
  return namesNothing(connection) ? headers : withoutNamed(headers, connection);
}

/** What follows a body; nothing that would mean something for the message, the browser or us. */
export function plainTrailers(raw: RawHeaders): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = textOf(raw[i]!);
    if (kindOf(name) === 'plain' && !/^(?:content-|trailer$)/i.test(name)) {
      pairs.push([name, textOf(raw[i + 1]!)]);
    }
  }
  return pairs;
}

/** The words behind a status; none where they cannot be said. */
export function reasonOf(statusMessage: string | undefined): string {
  return statusMessage !== undefined && /^[\t -~]*$/.test(statusMessage) ? statusMessage : '';
}

/** A flat header list for a body of another length. */
export function withoutLength(headers: readonly string[]): string[] {
  return headers.filter((_, i) => headers[i - (i % 2)]!.toLowerCase() !== 'content-length');
}

/** A `Connection` header names further headers that end with the connection. */
function withoutNamed(headers: readonly string[], connection: string): string[] {
  const named = new Set(connection.split(',').map(name => name.trim().toLowerCase()));
  return headers.filter((_, i) => !named.has(headers[i - (i % 2)]!.toLowerCase()));
}

/** Whether a user's server may set this cookie: under a name of its own, and for its own path only. */
export function maySetCookie(header: string, prefix: string): boolean {
  const [cookie, ...attributes] = cookiesIn(header);
  if (cookie === undefined || cookie.name === '' || isHubCookie(cookie.name)) {
    return false;
  }
  if (cookie.name === SESSION_ID_COOKIE) {
    return false;
  }
  // Browsers believe the last one, and take their own default, which lies below the prefix, for one without a slash.
  const path = attributes.findLast(({ name, raw }) => /^path$/i.test(name || raw))?.value ?? '';
  return !path.startsWith('/') || path === prefix.slice(0, -1) || path.startsWith(prefix);
}

/** A cookie for a whole domain would also reach the hosts beside ours. */
function withoutDomain(header: string): string {
  return /domain/i.test(header)
    ? cookiesIn(header)
        .filter(({ name, raw }, i) => i === 0 || !/^domain$/i.test(name || raw))
        .map(({ raw }) => raw)
        .join('; ')
    : header;
}
