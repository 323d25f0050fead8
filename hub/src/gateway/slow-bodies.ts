import type { IncomingMessage } from 'node:http';

/** Forms and JSON; what is sent in them is read whole before anybody asks who sends it. */
const SMALL = /^application\/(?:json|x-www-form-urlencoded)\b/i;

/** Enough for a large notebook on a slow line. */
const WITHIN_MS = 5 * 60_000;

/**
 * Ends a connection whose form or JSON does not come to an end: a drop now and then would hold it, and one to the hub,
 * for ever. Files take as long as they take.
 */
export function endIfSlow(request: IncomingMessage, withinMs = WITHIN_MS): void {
  if (!SMALL.test(request.headers['content-type'] ?? '')) {
    return;
  }
  const timer = setTimeout(() => request.destroy(), withinMs);
  timer.unref();
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}
