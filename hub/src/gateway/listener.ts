import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';

/** For listeners that anybody can reach: Node's parser, strict; patient with long requests and idle browsers. */
const PARSER_OPTIONS: ServerOptions = {
  insecureHTTPParser: false,
  maxHeaderSize: 32 * 1024,
  headersTimeout: 60_000,
  // Uploads take as long as they take.
  requestTimeout: 0,
  keepAliveTimeout: 5 * 60_000,
  noDelay: true
};

/**
 * A server with Node's parser that answers malformed requests by itself and never by an exception.
 * @param tls - certificate and key; null for plain HTTP
 */
export function createListener(
  handle: RequestListener,
  tls: SecureContextOptions | null = null
): Server | SecureServer {
  const server = tls
    ? createSecureServer({ ...PARSER_OPTIONS, ...tls }, handle)
    : createServer(PARSER_OPTIONS, handle);
  // Whoever asks before sending its body is told to go on by whoever will read it, or why not.
  server.on('checkContinue', handle);
  // Otherwise long header lists would be cut silently, and what is cut is not forwarded.
  server.maxHeadersCount = 0;
  return server;
}
