import type { Server, ServerOptions } from 'node:http';

/** For listeners that anybody can reach: Node's parser, strict; patient with long requests and idle browsers. */
export const PARSER_OPTIONS: ServerOptions = {
  insecureHTTPParser: false,
  maxHeaderSize: 32 * 1024,
  headersTimeout: 60_000,
  // Uploads take as long as they take.
  requestTimeout: 0,
  keepAliveTimeout: 5 * 60_000,
  noDelay: true
};

/** Lets no client's mistake reach further than its own connection. */
export function survive(server: Server): void {
  // Otherwise header lists would be cut silently, and what is cut is not forwarded.
  server.maxHeadersCount = 0;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status =
      {
        HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
        HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
        ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout'
      }[error.code ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
}
