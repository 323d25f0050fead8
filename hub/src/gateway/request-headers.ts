import type { IncomingMessage } from 'node:http';

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

/** Never forwarded as received: hop by hop, ours to say, or a claim about the client that it could forge. */
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
  'x-scheme',
  'x-url-scheme',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'front-end-https'
]);
const DROPPED_FAMILIES = /^(?:proxy-|x-forwarded|x-labcommons-)/;

/** Connection-named headers are dropped, except those that frame the message or name its destination. */
const NOT_BY_CONNECTION = new Set(['host', 'content-length']);

function lastOf(list: string | string[] | undefined): string | undefined {
  return [list].flat().join(',').split(',').at(-1)?.trim() || undefined;
}

function defaultPort(proto: string): string {
  return proto === 'https' ? '443' : '80';
}

/**
 * @param believesFrontProxy - whether `X-Forwarded-*` come from a proxy of ours; of a list its own entry, the last, counts
 */
export function forwardingOf(request: IncomingMessage, believesFrontProxy: boolean): Forwarding {
  const { headers, socket } = request;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const claims = believesFrontProxy ? headers : {};
  const proto = lastOf(claims['x-forwarded-proto']) === 'https' ? 'https' : 'http';
  const host = lastOf(claims['x-forwarded-host']) ?? headers.host ?? '';
  return {
    clientAddress: lastOf(claims['x-forwarded-for']) ?? address,
    proto,
    host,
    port: lastOf(claims['x-forwarded-port']) ?? /:(\d+)$/.exec(host)?.[1] ?? defaultPort(proto)
  };
}

function namedByConnection(connection: string | undefined): Set<string> | null {
  if (connection === undefined || /^(?:keep-alive|close|upgrade)$/i.test(connection)) {
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
    const lower = name.toLowerCase();
    if (!DROPPED.has(lower) && !DROPPED_FAMILIES.test(lower) && !named?.has(lower)) {
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
