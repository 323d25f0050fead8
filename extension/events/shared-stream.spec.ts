/** @jest-environment node */
import type { HubClient } from '../api/hub-client';
import { fakeFetch, problem, type Asked } from '../testing/fake-fetch';
import { until } from '../testing/until';
import type { HubEvent } from '../../hub/contract/events';
import { backOffMs, type StreamState } from './event-stream';
import { SharedStream, type TabWorld } from './shared-stream';

const EVENT: HubEvent = { type: 'jobDeleted', id: 'a', version: 1 };

/** Locks and channels of one browser, for tabs in one process. */
function browser(): TabWorld {
  const queues = new Map<string, Promise<unknown>>();
  const channels = new Set<{ name: string; onmessage: ((message: MessageEvent) => void) | null }>();
  return {
    locks: {
      request: ((name: string, options: LockOptions, run: () => Promise<unknown>) => {
        const before = queues.get(name) ?? Promise.resolve();
        const mine = before.then(() => (options.signal?.aborted ? undefined : run()));
        queues.set(
          name,
          mine.catch(() => undefined)
        );
        return mine;
      }) as LockManager['request']
    },
    channel: name => {
      const channel = {
        name,
        onmessage: null as ((message: MessageEvent) => void) | null,
        postMessage: (data: unknown) => {
          for (const other of channels) {
            if (other !== channel && other.name === name) {
              queueMicrotask(() => other.onmessage?.({ data } as MessageEvent));
            }
          }
        },
        close: () => channels.delete(channel)
      };
      channels.add(channel);
      return channel as unknown as BroadcastChannel;
    }
  };
}

/** A hub whose streams the test writes to. */
function streamingHub() {
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  let refusal: (() => Response) | null = null;
  const { asked, client } = fakeFetch(({ signal }: Asked) => {
    if (refusal) return refusal();
    const body = new ReadableStream<Uint8Array>({
      start: controller => {
        open.push(controller);
        signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
      }
    });
    return new Response(body, { status: 200 });
  });
  return {
    asked,
    client,
    send: (id: number, event: unknown) =>
      open
        .at(-1)
        ?.enqueue(new TextEncoder().encode(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`)),
    cut: () => open.at(-1)?.error(new Error('cut')),
    refuse: (answer: (() => Response) | null) => (refusal = answer)
  };
}

function tab(client: HubClient, world: TabWorld) {
  const received: HubEvent[] = [];
  const states: StreamState[] = [];
  const stop = new AbortController();
  const stream = new SharedStream(client, 'n', world, {
    received: (_id, event) => received.push(event),
    stateChanged: state => states.push(state)
  });
  const ended = stream.run(stop.signal);
  return { received, states, stream, close: () => (stop.abort(), ended) };
}

describe('SharedStream', () => {
  it('reads the hub once for all tabs, and each tab hears everything', async () => {
    const hub = streamingHub();
    const world = browser();
    const [first, second] = [tab(hub.client, world), tab(hub.client, world)];
    await until(() => second.states.at(-1)?.kind === 'online');
    hub.send(1, EVENT);
    await until(() => first.received.length === 1 && second.received.length === 1);
    expect(hub.asked).toHaveLength(1);
    expect([first.stream.leads, second.stream.leads]).toEqual([true, false]);
    await Promise.all([first.close(), second.close()]);
  });

  it('hands over to the next tab, which goes on after the last event it has heard', async () => {
    const hub = streamingHub();
    const world = browser();
    const [first, second] = [tab(hub.client, world), tab(hub.client, world)];
    await until(() => first.states.at(-1)?.kind === 'online');
    hub.send(41, EVENT);
    await until(() => second.received.length === 1);
    await first.close();
    await until(() => hub.asked.length === 2);
    expect(hub.asked[1]?.headers.get('Last-Event-ID')).toBe('41');
    expect(second.stream.leads).toBe(true);
    await second.close();
  });

  it('tells a tab that comes later how it stands', async () => {
    const hub = streamingHub();
    const world = browser();
    const first = tab(hub.client, world);
    await until(() => first.states.at(-1)?.kind === 'online');
    const late = tab(hub.client, world);
    await until(() => late.states.at(-1)?.kind === 'online');
    expect(hub.asked).toHaveLength(1);
    await Promise.all([first.close(), late.close()]);
  });

  it('says when it tries again, and does so at once when a follower asks', async () => {
    const hub = streamingHub();
    const world = browser();
    const [first, second] = [tab(hub.client, world), tab(hub.client, world)];
    await until(() => first.states.at(-1)?.kind === 'online');
    hub.refuse(() => problem('not-signed-in', 401));
    hub.cut();
    await until(() => second.states.at(-1)?.kind === 'offline');
    await until(() => first.states.some(state => state.kind === 'offline' && state.signedOut));
    hub.refuse(null);
    second.stream.retryNow();
    await until(() => second.states.at(-1)?.kind === 'online');
    await Promise.all([first.close(), second.close()]);
  });

  it('passes over events that it does not know, and goes on', async () => {
    const hub = streamingHub();
    const only = tab(hub.client, { locks: null, channel: null });
    await until(() => only.states.at(-1)?.kind === 'online');
    hub.send(1, { type: 'ofTomorrow' });
    hub.send(2, EVENT);
    await until(() => only.received.length === 1);
    expect(only.received).toEqual([EVENT]);
    await only.close();
  });
});

test('waits longer from attempt to attempt, and never longer than half a minute', () => {
  expect([1, 2, 3, 4, 5, 99].map(backOffMs)).toEqual([1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
});
