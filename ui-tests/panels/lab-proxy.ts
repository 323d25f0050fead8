import {
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import type { Duplex } from 'node:stream';

/** What the single-user server would write into JupyterLab's page. */
export interface PageFacts {
  hubPrefix?: string;
  hubUser?: string;
  hubServerUser?: string;
  hubServerName?: string;
}

const CONFIG = /(<script id="jupyter-config-data" type="application\/json">)([\s\S]*?)(<\/script>)/;

/** Scripts, styles and fonts: the same for every page. */
const FILES = /\/(?:static|lab\/extensions)\//;

interface Kept {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Files by address, over all tests of this process: to send them takes a server in Python long. */
const files = new Map<string, Kept>();

/** Passes everything that is no request to the hub on to a plain JupyterLab, as the gateway would. */
export class LabProxy {
  constructor(
    private readonly labUrl: string,
    public facts: PageFacts
  ) {}

  pass(request: IncomingMessage, response: ServerResponse): void {
    const address = this.labUrl + request.url;
    const kept = request.method === 'GET' ? files.get(address) : undefined;
    if (kept) {
      response.writeHead(200, kept.headers).end(kept.body);
      return;
    }
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    const onward = ask(address, { method: request.method, headers }, answer => {
      const isPage = answer.headers['content-type']?.startsWith('text/html') ?? false;
      const isFile =
        request.method === 'GET' && answer.statusCode === 200 && FILES.test(request.url ?? '');
      if (!isPage && !isFile) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        if (isPage) {
          const { 'content-length': _length, ...rest } = answer.headers;
          response.writeHead(answer.statusCode ?? 502, rest);
          response.end(this.withFacts(body.toString()));
        } else {
          files.set(address, { headers: answer.headers, body });
          response.writeHead(200, answer.headers).end(body);
        }
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const onward = ask(this.labUrl + request.url, { headers: request.headers });
    onward.on('upgrade', (answer, far, farHead) => {
      const lines = Object.entries(answer.headers).map(
        ([name, value]) => `${name}: ${String(value)}`
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(farHead);
      far.write(head);
      far.on('error', () => socket.destroy()).pipe(socket);
      socket.on('error', () => far.destroy()).pipe(far);
    });
    onward.on('response', () => socket.destroy());
    onward.on('error', () => socket.destroy());
    onward.end();
  }

  private withFacts(html: string): string {
    return html.replace(
      CONFIG,
      (_whole, open: string, config: string, close: string) =>
        open + JSON.stringify({ ...JSON.parse(config), token: 'kim-token', ...this.facts }) + close
    );
  }
}
