import { connect } from 'node:net';

/** What the load generator is asked to do, and for how long. */
export interface Load {
  readonly kind: 'http' | 'websocket';
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  /** Of a websocket: how many messages are under way at once. */
  readonly inFlight?: number;
  readonly ms: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** How many answers there were. */
  readonly count: number;
}

/** What a browser with JupyterLab open sends along. */
const BROWSER_HEADERS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: */*',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9',
  'Authorization: token 0123456789abcdef0123456789abcdef',
  'Cookie: jupyterhub-session-id=kims-session; _xsrf=MnwxOjB8MTA6MTc2NzIyNTYwMHw1Ol94c3JmfDg6YWJjZGVmZ2g',
  'Referer: http://127.0.0.1/user/kim/lab',
  'Sec-Fetch-Dest: empty',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Site: same-origin'
];

/** One connection under load: asks, tells when the answer is there, and asks again. */
type Client = (
  load: Load,
  answered: (ms: number) => void,
  failed: (error: Error) => void
) => () => void;

/** Keeps `connections` busy for `ms` and counts. */
export function run(load: Load): Promise<Measured> {
  const open = load.kind === 'http' ? httpClient : websocketClient;
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const since = performance.now();
    const clients = Array.from({ length: load.connections }, () =>
      open(load, ms => latencies.push(ms), reject)
    );
    setTimeout(() => {
      const seconds = (performance.now() - since) / 1000;
      clients.forEach(close => close());
      const sorted = Float64Array.from(latencies).sort();
      resolve({
        perSecond: sorted.length / seconds,
        p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
        count: sorted.length
      });
    }, load.ms);
  });
}

const httpClient: Client = ({ port, path }, answered, failed) => {
  const head = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...BROWSER_HEADERS];
  const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let askedAt = 0;
  let missing: number | null = null;
  const ask = () => {
    askedAt = performance.now();
    missing = null;
    socket.write(request);
  };
  socket.once('connect', ask).on('error', failed);
  socket.on('data', chunk => {
    if (missing === null) {
      const end = chunk.indexOf('\r\n\r\n');
      const answer = chunk.toString('latin1', 0, end);
      if (!answer.startsWith('HTTP/1.1 200 ')) {
        failed(new Error(`not the answer expected: ${answer}`));
        return;
      }
      missing = end + 4 + Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    }
    missing -= chunk.length;
    if (missing === 0) {
      answered(performance.now() - askedAt);
      ask();
    }
  });
  return () => socket.destroy();
};

const PAYLOAD_BYTES = 128;
/** A message of a client as it is on the wire: final, binary, masked with zeros. It comes back as it is. */
export const MESSAGE = Buffer.concat([
  Buffer.from([0x82, 0x80 | 126, 0, PAYLOAD_BYTES, 0, 0, 0, 0]),
  Buffer.alloc(PAYLOAD_BYTES, 'x')
]);

/** The request that opens a websocket. */
export function upgradeTo(port: number, path: string, ...headers: string[]): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

/** Bytes only: a library that makes and reads frames takes more of the processor than what is measured. */
const websocketClient: Client = ({ port, path, inFlight = 1 }, answered, failed) => {
  const messages = Buffer.concat(Array<Buffer>(inFlight).fill(MESSAGE));
  let isOpen = false;
  let askedAt = 0;
  let missing = 0;
  const ask = () => {
    askedAt = performance.now();
    missing = messages.length;
    socket.write(messages);
  };
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(64 * 1024),
      callback: (length, buffer) => {
        if (!isOpen) {
          const answer = Buffer.from(buffer.subarray(0, length)).toString('latin1');
          isOpen = answer.startsWith('HTTP/1.1 101 ') && answer.endsWith('\r\n\r\n');
          if (isOpen) {
            ask();
          } else {
            failed(new Error(`not the answer expected: ${answer}`));
          }
          return true;
        }
        missing -= length;
        if (missing === 0) {
          const ms = performance.now() - askedAt;
          for (let message = 0; message < inFlight; message++) {
            answered(ms);
          }
          ask();
        }
        return true;
      }
    }
  });
  socket.once('connect', () => socket.write(upgradeTo(port, path)));
  socket.on('error', failed);
  return () => socket.destroy();
};
