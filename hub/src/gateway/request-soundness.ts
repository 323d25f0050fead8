import type { IncomingMessage } from 'node:http';

import type { Refusal } from './answers.js';
import { remembered } from './remembered.js';

/** Nothing more is read from a connection whose messages may be framed otherwise than they seem. */
const CLOSE = { Connection: 'close' };

function invalid(detail: string): Refusal {
  return { code: 'invalid-request', detail, headers: CLOSE };
}

/** A second one would be read by some and not by others. */
const mayStandOnce = remembered((name: string) =>
  /^(?:host|authorization|content-length|transfer-encoding)$/i.test(name)
);

/**
 * Looks at what Node's parser lets pass, but what this gateway and a server behind it could understand differently.
 * @returns null for a request that is sound
 */
export function whatIsWrongWith(request: IncomingMessage): Refusal | null {
  const { headers, rawHeaders } = request;
  if (headers.host === undefined || !/^[\w.~:[\]-]+$/.test(headers.host)) {
    return invalid('A valid Host header is required');
  }
  const encoding = headers['transfer-encoding'];
  if (
    encoding !== undefined &&
    (encoding.toLowerCase() !== 'chunked' || request.httpVersionMinor === 0)
  ) {
    return invalid('This transfer encoding is not understood');
  }
  if (request.method === 'TRACE') {
    return { code: 'method-not-allowed', detail: 'TRACE is not answered here', headers: CLOSE };
  }
  let seen = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (mayStandOnce(rawHeaders[i]!)) {
      seen += 1;
    }
  }
  return seen > distinct(headers) ? invalid('A header stands there twice that may not') : null;
}

function distinct(headers: IncomingMessage['headers']): number {
  return (
    1 +
    (headers.authorization === undefined ? 0 : 1) +
    (headers['content-length'] === undefined ? 0 : 1) +
    (headers['transfer-encoding'] === undefined ? 0 : 1)
  );
}
