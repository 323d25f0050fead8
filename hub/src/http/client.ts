import type { IncomingMessage } from 'node:http';

/** Who is at the other end of a request, as the gateway saw it. */
export interface Client {
  readonly address: string;
  readonly userAgent: string;
  /** Whether the browser came by TLS. */
  readonly secure: boolean;
}

function last(header: string | string[] | undefined): string {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? ''
  );
}

/** The gateway sets `X-Forwarded-*` itself and is the only one who reaches the hub, so they are believed. */
export function clientOf(request: Pick<IncomingMessage, 'headers'>): Client {
  return {
    address: last(request.headers['x-forwarded-for']) || 'unknown',
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 500),
    secure: last(request.headers['x-forwarded-proto']) === 'https'
  };
}

/** The origin that the browser believes to talk to. */
export function ownOrigin(request: Pick<IncomingMessage, 'headers'>): string {
  const scheme = clientOf(request).secure ? 'https' : 'http';
  const host = last(request.headers['x-forwarded-host']) || (request.headers.host ?? '');
  return `${scheme}://${host.toLowerCase()}`;
}
