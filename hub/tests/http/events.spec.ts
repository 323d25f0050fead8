import { type IncomingMessage, get } from 'node:http';
import { once } from 'node:events';

import type { HubEvent } from '../../contract/events.js';
import type { Client } from './client.js';
import { Harness } from './harness.js';

let harness: Harness;
let open: IncomingMessage[];

beforeEach(async () => {
  harness = await Harness.start();
  open = [];
});
afterEach(async () => {
  open.forEach(response => response.destroy());
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

/** A stream as its reader sees it. */
class Reader {
  text = '';
  ended = false;

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.on('close', () => (this.ended = true));
    response.on('error', () => (this.ended = true));
  }

  get events(): { id: string; data: unknown }[] {
    return [...this.text.matchAll(/id: (\d+)\ndata: (.*)\n\n/g)].map(([, id, data]) => ({
      id: id ?? '',
      data: JSON.parse(data ?? '')
    }));
  }

  /** Where the hub said that the stream stands, before any event. */
  get mark(): string | undefined {
    return /^id: (\d+)\n\n/.exec(this.text)?.[1];
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!isSo()) {
    if (Date.now() > deadline) {
      throw new Error(`Not within 5 s: ${what}`);
    }
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

async function follow(client: Client, headers: Record<string, string> = {}): Promise<Reader> {
  const request = get(`${client.origin}/hub/api/v1/events`, {
    agent: false,
    headers: {
      ...(client.cookies.size > 0 ? { cookie: client.cookieHeader() } : {}),
      ...client.headers,
      ...headers
    }
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  open.push(response);
  return new Reader(response);
}

const deleted = (id: string): HubEvent => ({ type: 'jobDeleted', id, version: 1 });

describe('the event stream', () => {
  it('brings a user what concerns him, and nobody else', async () => {
    const kim = await harness.withToken('kim');
    const eve = await harness.withToken('eve');
    const [reader, other] = [await follow(kim), await follow(eve)];
    expect(reader.response.statusCode).toBe(200);
    expect(reader.response.headers['content-type']).toMatch(/^text\/event-stream/);
    harness.parts.activity.publish(kim.user.id, deleted('a'));
    harness.parts.activity.publish(eve.user.id, deleted('b'));
    await until('both heard', () => reader.events.length > 0 && other.events.length > 0);
    expect(reader.events).toEqual([{ id: '1', data: deleted('a') }]);
    expect(other.events).toEqual([{ id: '2', data: deleted('b') }]);
  });

  it('is read by hub pages with their cookie', async () => {
    const kim = await harness.signedIn('kim');
    const reader = await follow(kim);
    harness.parts.activity.publish(kim.user.id, deleted('a'));
    await until('heard', () => reader.events.length === 1);
  });

  it('says where it stands, so that nothing is missed between two visits', async () => {
    const kim = await harness.withToken('kim');
    harness.parts.activity.publish(kim.user.id, deleted('before'));
    const first = await follow(kim);
    await until('marked', () => first.mark !== undefined);
    expect(first.mark).toBe('1');
    first.response.destroy();
    harness.parts.activity.publish(kim.user.id, deleted('meanwhile'));
    const second = await follow(kim, { 'last-event-id': '1' });
    await until('caught up', () => second.events.length === 1);
    expect(second.events[0]?.data).toEqual(deleted('meanwhile'));
    harness.parts.activity.publish(kim.user.id, deleted('later'));
    await until('heard', () => second.events.length === 2);
    expect(second.events.map(({ id }) => id)).toEqual(['2', '3']);
  });

  it('brings notifications, also those told between two visits', async () => {
    const kim = await harness.withToken('kim');
    const tell = (title: string) =>
      harness.parts.notifications.notify(kim.user.id, {
        kind: 'share',
        title,
        body: '',
        resource: null
      });
    const titles = (reader: Reader) =>
      reader.events.map(({ data }) => (data as { body: { title: string } }).body.title);
    const first = await follow(kim);
    tell('live');
    await until('heard', () => first.events.length === 1);
    first.response.destroy();
    tell('meanwhile');
    const second = await follow(kim, { 'last-event-id': first.events[0]?.id ?? '' });
    await until('caught up', () => second.events.length === 1);
    tell('later');
    await until('heard', () => second.events.length === 2);
    expect([titles(first), titles(second)]).toEqual([['live'], ['meanwhile', 'later']]);
  });

  it.each(['99', 'nonsense', '-1', '1.5', '9'.repeat(40)])(
    'begins anew from %s, which it never said',
    async lastEventId => {
      const kim = await harness.withToken('kim');
      harness.parts.activity.publish(kim.user.id, deleted('a'));
      const reader = await follow(kim, { 'last-event-id': lastEventId });
      await until('answered', () => reader.events.length === 1);
      expect(reader.events).toEqual([{ id: '1', data: { type: 'reset' } }]);
    }
  );

  it('ends at once when its session ends', async () => {
    const kim = await harness.signedIn('kim');
    const elsewhere = await harness.signedIn('kim');
    const [reader, other] = [await follow(kim), await follow(elsewhere)];
    const [session] = harness.parts.sessions.listFor(kim.user);
    await harness.parts.sessions.signOut({ id: session?.id ?? '' });
    await until('ended', () => reader.ended);
    expect(other.ended).toBe(false);
  });

  it('ends at once when its token is revoked', async () => {
    const kim = await harness.withToken('kim');
    const reader = await follow(kim);
    const [token] = harness.parts.tokens.listFor(kim.user);
    if (!token) {
      throw new Error('There is no token');
    }
    await harness.parts.tokens.revoke(kim.user, token);
    await until('ended', () => reader.ended);
  });

  it('ends at once when its user is disabled', async () => {
    const readers = [
      await follow(await harness.signedIn('kim')),
      await follow(await harness.withToken('kim'))
    ];
    await harness.parts.accounts.setDisabled('kim', true);
    await until('ended', () => readers.every(({ ended }) => ended));
  });

  it('is refused when a user has twenty, until one of them ends', async () => {
    const kim = await harness.withToken('kim');
    const readers = await Promise.all(Array.from({ length: 20 }, () => follow(kim)));
    expect(readers.map(({ response }) => response.statusCode)).toEqual(Array(20).fill(200));
    const refused = await kim.api('GET', '/events');
    expect([refused.status, refused.json().type]).toEqual([409, '/problems/limit-reached']);
    expect((await follow(await harness.withToken('eve'))).response.statusCode).toBe(200);
    readers[0]?.response.destroy();
    const deadline = Date.now() + 5000;
    let status = 409;
    while (status === 409 && Date.now() < deadline) {
      status = (await follow(kim)).response.statusCode ?? 0;
    }
    expect(status).toBe(200);
  });

  it('is cut off from who does not read, and goes on for the others', async () => {
    const kim = await harness.withToken('kim');
    const [lazy, reader] = [await follow(kim), await follow(kim)];
    await until('marked', () => lazy.mark !== undefined);
    lazy.response.socket.pause();
    const size = 200_000;
    // More than the buffers of two sockets and of the hub hold together.
    const count = 80;
    for (let sent = 1; sent <= count; sent += 1) {
      harness.parts.activity.publish(kim.user.id, deleted('x'.repeat(size)));
      await until('read', () => reader.text.length > sent * size);
    }
    lazy.response.socket.resume();
    await until('cut off', () => lazy.ended);
    expect(lazy.text.length).toBeLessThan(count * size);
    expect(reader.ended).toBe(false);
  });

  it('is not opened by asking for its headers', async () => {
    const kim = await harness.withToken('kim');
    const answer = await kim.api('HEAD', '/events');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
  });

  it('is for those who may use the platform', async () => {
    const kim = await harness.user('kim');
    const server = harness.bearer(harness.putServer(kim, 'running').token);
    expect((await server.api('GET', '/events')).status).toBe(403);
    expect((await harness.stranger().api('GET', '/events')).status).toBe(401);
  });
});
