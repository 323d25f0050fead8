import type { Readable } from 'node:stream';

const LONGEST_BYTES = 64 * 1024;

/** The first line of a stream without its end, or null when there is none or it is far too long. */
export async function readLine(stream: Readable): Promise<string | null> {
  let text = Buffer.alloc(0);
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text = Buffer.concat([text, Buffer.from(chunk as Buffer)]);
    const end = text.indexOf('\n');
    if (end >= 0) {
      return text.subarray(0, end).toString('utf8').replace(/\r$/, '');
    }
    if (text.length > LONGEST_BYTES) {
      return null;
    }
  }
  return text.length > 0 ? text.toString('utf8') : null;
}
