import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers like a single-user server, only faster: `…/1k`, `…/1m`, and websockets that send bytes back. */
export function serve(listening: (port: number) => void): void {
  const bodies = new Map([
    ['/1k', Buffer.alloc(1024, 'x')],
    ['/1m', Buffer.alloc(1024 * 1024, 'x')]
  ]);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const body = bodies.get(path.slice(path.lastIndexOf('/'))) ?? Buffer.alloc(0);
    response.writeHead(200, {
      Server: 'TornadoServer/6.5',
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy':
        "frame-ancestors 'self'; report-uri /hub/security/csp-report; default-src 'none'",
      'Access-Control-Allow-Headers': 'accept, content-type, authorization, x-xsrftoken',
      Etag: '"0d5f8b6c1f2e4a7d9b3c"',
      'Content-Length': body.length
    });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.on('upgrade', ({ headers }, socket) => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.on('error', () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
    );
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
}
