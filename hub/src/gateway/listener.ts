import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';

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

/** A server with Node's parser that answers malformed requests by itself and never by an exception. */
export function createListener(handle: RequestListener): Server {
  const server = createServer(PARSER_OPTIONS, handle);
  // Otherwise long header lists would be cut silently, and what is cut is not forwarded.
  server.maxHeadersCount = 0;
  return server;
}
