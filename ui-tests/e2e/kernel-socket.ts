import type { Page } from '@playwright/test';

/** What a kernel answered: its subprotocol, what it printed, and how long the largest message was. */
export interface Execution {
  protocol: string;
  stdout: string;
}

/**
 * Runs code in a kernel over its websocket, from inside the page and with the binary protocol that JupyterLab speaks:
 * little-endian 64-bit offsets, then channel, header, parent header, metadata and content.
 */
export function execute(page: Page, socketUrl: string, code: string): Promise<Execution> {
  return page.evaluate(
    ([url, source]) =>
      new Promise<Execution>((done, fail) => {
        const encoder = new TextEncoder();
        const decoder = new TextDecoder();
        const pack = (parts: string[]): ArrayBuffer => {
          const bodies = parts.map(part => encoder.encode(part));
          const head = 8 * (2 + bodies.length);
          const bytes = new Uint8Array(head + bodies.reduce((sum, body) => sum + body.length, 0));
          const view = new DataView(bytes.buffer);
          view.setBigUint64(0, BigInt(bodies.length + 1), true);
          let at = head;
          bodies.forEach((body, i) => {
            view.setBigUint64(8 * (i + 1), BigInt(at), true);
            bytes.set(body, at);
            at += body.length;
          });
          view.setBigUint64(8 * (bodies.length + 1), BigInt(at), true);
          return bytes.buffer;
        };
        const unpack = (buffer: ArrayBuffer): string[] => {
          const view = new DataView(buffer);
          const count = Number(view.getBigUint64(0, true));
          const offsets = Array.from({ length: count }, (_, i) =>
            Number(view.getBigUint64(8 * (i + 1), true))
          );
          return offsets
            .slice(0, -1)
            .map((from, i) => decoder.decode(buffer.slice(from, offsets[i + 1])));
        };
        const id = crypto.randomUUID();
        const header = {
          msg_id: id,
          session: id,
          username: '',
          date: new Date().toISOString(),
          version: '5.3'
        };
        const socket = new WebSocket(url!, ['v1.kernel.websocket.jupyter.org']);
        socket.binaryType = 'arraybuffer';
        let stdout = '';
        const timer = setTimeout(() => fail(new Error(`No answer, printed ${stdout}`)), 60_000);
        socket.onerror = () => fail(new Error('The socket failed'));
        socket.onopen = () =>
          socket.send(
            pack([
              'shell',
              JSON.stringify({ ...header, msg_type: 'execute_request' }),
              '{}',
              '{}',
              JSON.stringify({
                code: source,
                silent: false,
                store_history: false,
                user_expressions: {},
                allow_stdin: false,
                stop_on_error: true
              })
            ])
          );
        socket.onmessage = ({ data }) => {
          const [channel, head, parent, , content] = unpack(data as ArrayBuffer);
          if (channel !== 'iopub' || JSON.parse(parent!).msg_id !== id) {
            return;
          }
          const type = JSON.parse(head!).msg_type;
          const body = JSON.parse(content!);
          if (type === 'stream') {
            stdout += body.text;
          } else if (type === 'status' && body.execution_state === 'idle') {
            clearTimeout(timer);
            socket.close();
            done({ protocol: socket.protocol, stdout });
          }
        };
      }),
    [socketUrl, code]
  );
}
