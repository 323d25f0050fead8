import { HubEvent, followEvents } from '../../hub/contract/events.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError } from '../api/hub-error.js';
import { SseParser } from './sse.js';

/** How it stands with the stream; times are milliseconds of the epoch, so that tabs can share them. */
export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'offline'; readonly retryAtMs: number; readonly signedOut: boolean };

/** What a stream tells whoever runs it. */
export interface StreamListener {
  received(id: string | null, event: HubEvent): void;
  stateChanged(state: StreamState): void;
}

/** The hub sends a comment every 15 s; a connection silent for three of them is dead. */
const SILENCE_MS = 45_000;
const LONGEST_WAIT_MS = 30_000;
/** Nothing but a new sign-in helps, but that may happen in another tab. */
const SIGNED_OUT_WAIT_MS = 60_000;

/** How long to wait before the given attempt, from 1: 1 s, 2 s, 5 s, 10 s, then 30 s. */
export function backOffMs(attempt: number): number {
  return [1_000, 2_000, 5_000, 10_000][attempt - 1] ?? LONGEST_WAIT_MS;
}

/** The hub's event stream: reads it, resumes after what was seen last, and comes back after each failure. */
export class EventStream {
  constructor(
    private readonly client: HubClient,
    private readonly listener: StreamListener,
    private readonly silenceMs = SILENCE_MS
  ) {}

  /** Reads until the signal aborts; never throws. */
  async run(signal: AbortSignal, lastEventId: string | null = null): Promise<void> {
    this.lastEventId = lastEventId;
    let attempt = 0;
    this.listener.stateChanged({ kind: 'connecting' });
    while (!signal.aborted) {
      let signedOut = false;
      try {
        await this.readOnce(signal, () => {
          attempt = 0;
          this.listener.stateChanged({ kind: 'online' });
        });
      } catch (error) {
        signedOut = error instanceof HubError && error.code === 'not-signed-in';
      }
      if (signal.aborted) return;
      attempt += 1;
      const waitMs = signedOut ? SIGNED_OUT_WAIT_MS : backOffMs(attempt);
      this.listener.stateChanged({ kind: 'offline', retryAtMs: Date.now() + waitMs, signedOut });
      await this.pause(waitMs, signal);
    }
  }

  /** Ends the present wait, if there is one. */
  retryNow(): void {
    this.wake?.();
  }

  private async readOnce(signal: AbortSignal, opened: () => void): Promise<void> {
    const connection = new AbortController();
    const abort = () => connection.abort();
    signal.addEventListener('abort', abort);
    let silence = setTimeout(abort, this.silenceMs);
    try {
      const body = await this.client.follow(
        followEvents,
        {},
        {
          lastEventId: this.lastEventId,
          signal: connection.signal
        }
      );
      opened();
      const reader = body.getReader();
      const decoder = new TextDecoder();
      const parser = new SseParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(abort, this.silenceMs);
        for (const message of parser.push(decoder.decode(value, { stream: true }))) {
          this.take(message.id, message.data);
        }
      }
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  /** Events of a kind that this page does not know come from a newer hub: they are passed over. */
  private take(id: string | null, data: string): void {
    this.lastEventId = id ?? this.lastEventId;
    const event = HubEvent.safeParse(parseJson(data));
    if (event.success) this.listener.received(id, event.data);
  }

  private pause(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener('abort', done);
      this.wake = done;
    });
  }

  private lastEventId: string | null = null;
  private wake: (() => void) | null = null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
