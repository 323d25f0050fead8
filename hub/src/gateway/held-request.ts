import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';

import { SHORT_WAY_FROM_BYTES, heldOf, type Errand } from '../files/short-way.js';
import { takeBody, type UpstreamFailure } from './forwarded-request.js';
import { HubRequest, type Doors, type HubPath } from './hub-request.js';
import { withoutLength } from './response-headers.js';

/** The requests whose body is a file, below the hub's path. */
const FILES = /^PUT api\/v1\/files\/|^PATCH api\/v1\/uploads\//;

/** @param below - the path below the hub's */
export function isFile({ method }: IncomingMessage, below: string): boolean {
  return FILES.test(`${method} ${below}`);
}

/**
 * How many bytes of a request we hold back for the files worker; null for one that the hub reads itself, as it does when
 * nobody says beforehand how many there are: then it is the hub who counts.
 * @param below - the path below the hub's
 */
export function heldBytes(request: IncomingMessage, below: string): number | null {
  const length = Number(request.headers['content-length'] ?? 0);
  return length >= SHORT_WAY_FROM_BYTES && isFile(request, below) ? length : null;
}

/**
 * A request with a file. The hub gets its head and decides; then we bring the bytes to the files worker, and tell the hub
 * how that ended in what is for it the body of the request. Whoever of the four goes away, the others notice by their
 * connection.
 */
export class HeldRequest extends HubRequest {
  private bytes: PassThrough | null = null;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    doors: Doors,
    to: HubPath,
    private readonly length: number
  ) {
    super(request, response, doors, { ...to, headers: withoutLength(to.headers) }, newReport());
  }

  protected override wordOfBytes(): string {
    return heldOf(this.length);
  }

  protected override onErrand(errand: Errand): void {
    const bytes = takeBody(this.request, this.response);
    this.bytes = bytes;
    void this.doors.files.bring(errand, bytes, this.length).then(
      line => this.body?.end(JSON.stringify(line)),
      () => this.destroy()
    );
  }

  protected override onFailed(failure: UpstreamFailure): void {
    this.bytes?.destroy();
    super.onFailed(failure);
  }

  protected override onClosed(): void {
    this.bytes?.destroy();
  }
}

/** Begun at once, for the head of a request is only sent with something of its body. */
function newReport(): PassThrough {
  const report = new PassThrough().on('error', () => undefined);
  report.write('\n');
  return report;
}
