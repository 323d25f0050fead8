import type { Request } from 'express';

import { followEvents } from '../../contract/events.js';
import type { Revocations } from '../accounts/revocations.js';
import type { Principal } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import { EventStream } from '../http/event-stream.js';
import type { ActivityService } from './service.js';

const HEARTBEAT_MS = 15_000;
const STREAMS_PER_USER = 20;

/** Whether the credentials that opened a stream are still in force. */
export type StillHolds = (principal: Principal) => boolean;

interface OpenStream {
  readonly principal: Principal;
  readonly stream: EventStream;
}

/** Number of the last event that the client saw; null on a first visit, NaN for what was never a number of ours. */
function lastSeen(request: Pick<Request, 'headers'>): number | null {
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') {
    return null;
  }
  return /^\d{1,15}$/.test(String(header)) ? Number(header) : NaN;
}

/** The one event stream of a browser. */
export function bindActivity(
  api: Api,
  activity: ActivityService,
  revocations: Revocations,
  stillHolds: StillHolds
): void {
  const open = new Set<OpenStream>();

  revocations.onRevoked(({ sessions, tokens }) => {
    const sessionIds = new Set(sessions.map(({ id }) => id));
    const tokenIds = new Set(tokens.map(({ id }) => id));
    for (const { principal, stream } of [...open]) {
      const { sessionId, tokenId } = principal;
      if (
        (sessionId !== null && sessionIds.has(sessionId)) ||
        (tokenId !== null && tokenIds.has(tokenId))
      ) {
        stream.end();
      }
    }
  });

  api.stream(followEvents, ({ principal, request, response }) => {
    const userId = principal.user.id;
    const own = [...open].filter(other => other.principal.user.id === userId);
    if (own.length >= STREAMS_PER_USER) {
      throw new AppError('limit-reached', `You have ${STREAMS_PER_USER} event streams open`);
    }
    const missed = activity.missedSince(userId, lastSeen(request));
    const stream = new EventStream(response, HEARTBEAT_MS, () => stillHolds(principal));
    const entry = { principal, stream };
    open.add(entry);
    const stop = activity.listen(userId, ({ seq, event }) => stream.send(event, seq));
    stream.onEnd(() => {
      open.delete(entry);
      stop();
    });
    if (missed.kind === 'reset') {
      stream.send({ type: 'reset' }, missed.newest);
    } else {
      stream.mark(missed.from);
      for (const { seq, event } of missed.events) {
        stream.send(event, seq);
      }
    }
  });
}
