import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

import { remembered } from './remembered.js';

/** Who asked and how, as the next server is told. */
export interface Forwarding {
  readonly clientAddress: string;
  readonly proto: 'http' | 'https';
  readonly host: string;
  readonly port: string;
}

/** Says which of the gateway's listeners a request came in by; only the hub is told, and it believes it. */
export const LISTENER_HEADER = 'X-LabCommons-Listener';
export type Listener = 'public' | 'inside';

/**
 * Never forwarded as received: hop by hop, ours to say, a claim about the client that it could forge, or a proxy for what
 * the server asks of others (`HTTP_PROXY`).
 */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'cookie',
  'forwarded',
  'proxy',
  'x-scheme',
  'x-url-scheme',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'front-end-https'
]);
const DROPPED_FAMILIES = /^(?:proxy-|x-forwarded|x-labcommons-)/;

/**
 * Judging a name costs more than remembering it; clients spell few. Programs that get headers as environment variables
 * cannot tell `_` from `-`.
 */
const isForwarded = remembered((name: string) => {
  const lower = name.toLowerCase().replaceAll('_', '-');
  return !DROPPED.has(lower) && !DROPPED_FAMILIES.test(lower);
});

/** Connection-named headers are dropped, except those that frame the message or name its destination. */
const NOT_BY_CONNECTION = new Set(['host', 'content-length']);

/** Of a list in a header the last entry: that of the nearest proxy. */
export function lastOf(list: string | string[] | undefined): string | undefined {
  return [list].flat().join(',').split(',').at(-1)?.trim() || undefined;
}

function portIn(host: string, proto: string): string {
  const colon = host.lastIndexOf(':');
  const port = host.slice(colon + 1);
  if (colon !== -1 && !port.endsWith(']')) {
    return port;
  }
  return proto === 'https' ? '443' : '80';
}

/**
 * @param believesFrontProxy - whether `X-Forwarded-*` come from a proxy of ours; of a list its own entry, the last, counts
 */
export function forwardingOf(request: IncomingMessage, believesFrontProxy: boolean): Forwarding {
  const { headers, socket } = request;
  const peer = socket.remoteAddress ?? '';
  const proto = socket instanceof TLSSocket ? 'https' : 'http';
  const own: Forwarding = {
    clientAddress: peer.startsWith('::ffff:') ? peer.slice(7) : peer,
    proto,
    host: headers.host ?? '',
    port: portIn(headers.host ?? '', proto)
  };
  return believesFrontProxy ? { ...own, ...claimedIn(headers, own.host) } : own;
}

function claimedIn(headers: IncomingMessage['headers'], ownHost: string): Partial<Forwarding> {
  const clientAddress = lastOf(headers['x-forwarded-for']);
  const proto = lastOf(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http';
  const host = lastOf(headers['x-forwarded-host']) ?? ownHost;
  const port = lastOf(headers['x-forwarded-port']) ?? portIn(host, proto);
  return { proto, host, port, ...(clientAddress === undefined ? {} : { clientAddress }) };
}

/** Whether a `Connection` header only speaks of the connection and names no further headers. */
export function namesNothing(connection: string): boolean {
  return connection === 'keep-alive' || /^(?:|keep-alive|close|upgrade)$/i.test(connection);
}

function namedByConnection(connection: string | undefined): Set<string> | null {
  if (connection === undefined || namesNothing(connection)) {
    return null;
  }
  const names = connection.split(',').map(name => name.trim().toLowerCase());
  return new Set(names.filter(name => !NOT_BY_CONNECTION.has(name)));
}

/**
 * The headers of a forwarded request, flat as in `rawHeaders`: order, spelling and repetition are kept.
 * @param cookie - what is left of the cookies; empty for none
 */
export function forwardedHeaders(
  request: IncomingMessage,
  forwarding: Forwarding,
  cookie: string
): string[] {
  const raw = request.rawHeaders;
  const named = namedByConnection(request.headers.connection);
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!;
    if (isForwarded(name) && !named?.has(name.toLowerCase())) {
      headers.push(name, raw[i + 1]!);
    }
  }
  if (cookie !== '') {
    headers.push('Cookie', cookie);
  }
  headers.push(
    'X-Forwarded-For',
    forwarding.clientAddress,
    'X-Forwarded-Proto',
    forwarding.proto,
    'X-Forwarded-Host',
    forwarding.host,
    'X-Forwarded-Port',
    forwarding.port
  );
  return headers;
}
