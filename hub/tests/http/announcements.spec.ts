import type { Hub } from '../../src/hub.js';
import { Harness, type SignedInClient, TABLES } from './harness.js';

const WORDS = { title: 'Maintenance on Monday', body: 'From 8 to 9' };
const HOUR_MS = 3600_000;

let harness: Harness;
let hub: Hub;
let admin: SignedInClient;
let kim: SignedInClient;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  hub = harness.parts as unknown as Hub;
  admin = await harness.signedIn('root', { admin: true });
  kim = await harness.withToken('kim');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

const toldTo = (client: SignedInClient) =>
  hub.notifications.list(client.user, { limit: 10 }).items.map(({ title }) => title);
const shown = async () => (await harness.stranger().get('/hub/login')).text;
const inHours = (hours: number) =>
  new Date(harness.parts.clock().getTime() + hours * HOUR_MS).toISOString();
const make = async (more: object = {}) =>
  (await admin.api('POST', '/announcements', { ...WORDS, ...more })).json();

describe('an announcement', () => {
  it('reaches everybody whose account is in force, and every page', async () => {
    await harness.user('gone');
    await harness.parts.accounts.setDisabled('gone', true);
    const answer = await admin.api('POST', '/announcements', { ...WORDS, severity: 'critical' });
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({ ...WORDS, severity: 'critical', state: 'inForce' });
    expect((await kim.api('GET', '/notifications')).json().items).toMatchObject([
      { ...WORDS, kind: 'announcement', resource: { kind: 'announcement', id: answer.json().id } }
    ]);
    expect(harness.rows('notifications')).toHaveLength(2);
    expect(await shown()).toContain('Important: Maintenance on Monday');
    expect(harness.rows('activity').at(-1)).toMatchObject({
      action: 'announcement.make',
      detail: WORDS.title
    });
  });

  it('reaches accounts that are made while it is in force, and no later ones', async () => {
    await make({ until: inHours(1) });
    expect(toldTo(await harness.withToken('ana'))).toEqual([WORDS.title]);
    harness.advance(2 * HOUR_MS);
    expect(toldTo(await harness.withToken('bob'))).toEqual([]);
  });

  it('is in force from its beginning to its end', async () => {
    await make({ from: inHours(1), until: inHours(2) });
    hub.announcements.look();
    expect([toldTo(kim), (await shown()).includes(WORDS.title)]).toEqual([[], false]);
    harness.advance(HOUR_MS);
    hub.announcements.look();
    hub.announcements.look();
    expect([toldTo(kim), (await shown()).includes(WORDS.title)]).toEqual([[WORDS.title], true]);
    harness.advance(HOUR_MS);
    expect(await shown()).not.toContain(WORDS.title);
    hub.announcements.look();
    expect(toldTo(kim)).toEqual([]);
  });

  it('stays dismissed, until it is changed', async () => {
    const { id } = await make();
    await kim.api('POST', '/notifications/dismiss', { all: true });
    hub.announcements.look();
    expect(toldTo(kim)).toEqual([]);
    const edited = await admin.api('PATCH', `/announcements/${id}`, { title: 'On Tuesday' });
    expect(edited.json()).toMatchObject({ title: 'On Tuesday', body: WORDS.body });
    expect([toldTo(kim), await shown()]).toEqual([
      ['On Tuesday'],
      expect.stringContaining('On Tuesday')
    ]);
  });

  it('is ended, then nowhere, and not changed any more', async () => {
    const { id } = await make();
    expect((await admin.api('POST', `/announcements/${id}/end`)).json().state).toBe('over');
    expect([toldTo(kim), (await shown()).includes(WORDS.title)]).toEqual([[], false]);
    const before = harness.digest([...TABLES, 'activity']);
    expect((await admin.api('PATCH', `/announcements/${id}`, { title: 'x' })).status).toBe(409);
    expect((await admin.api('POST', `/announcements/${id}/end`)).status).toBe(200);
    expect(harness.digest([...TABLES, 'activity'])).toBe(before);
  });

  it('is listed, newest first, page by page', async () => {
    for (const title of ['a', 'b', 'c']) {
      await make({ title });
    }
    const first = (await admin.api('GET', '/announcements?limit=2')).json();
    expect(first.items.map(({ title }: { title: string }) => title)).toEqual(['c', 'b']);
    const next = await admin.api('GET', `/announcements?limit=2&cursor=${first.nextCursor}`);
    expect(next.json()).toMatchObject({ items: [{ title: 'a' }], nextCursor: null });
  });

  it.each([
    { title: '' },
    { title: '   ' },
    {},
    { title: 'a', body: 1 },
    { title: 'a', severity: 'loud' },
    { title: 'a', from: '2030-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' }
  ])('needs words and times that make sense: %j', async body => {
    const before = harness.digest();
    expect((await admin.api('POST', '/announcements', body)).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });

  it('is the administrators’ business, and never a token’s', async () => {
    const { id } = await make();
    const signedIn = await harness.signedIn('kim');
    const token = await harness.withToken('root', { admin: true });
    const before = harness.digest([...TABLES, 'activity']);
    for (const [method, path, body] of [
      ['GET', '/announcements', undefined],
      ['POST', '/announcements', WORDS],
      ['PATCH', `/announcements/${id}`, { title: 'x' }],
      ['POST', `/announcements/${id}/end`, undefined]
    ] as const) {
      for (const client of [signedIn, token]) {
        const refused = await client.api(method, path, body);
        const isHidden = client === signedIn && path.includes(id);
        expect([path, refused.status]).toEqual([path, isHidden ? 404 : 403]);
      }
      expect((await harness.stranger().api(method, path, body)).status).toBe(401);
    }
    expect(harness.digest([...TABLES, 'activity'])).toBe(before);
  });
});
