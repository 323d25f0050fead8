import type { Activity, ActivityQuery } from '../../contract/activity.js';
import { Database } from '../sqlite/database.js';
import { ActivityHistory } from './history.js';
import type { Act } from './ports.js';
import { ActivityService } from './service.js';

const userOf = (name: string) => ({ id: name, name, displayName: `${name}!`, admin: false });
const USERS = ['kim', 'eve', 'root'].map(userOf);
const users = {
  findUser: (name: string) => USERS.find(user => user.name === name) ?? null,
  userById: (id: string) => USERS.find(user => user.id === id) ?? null
};
/** Kim looks after the group, Eve is in it. */
const groups = {
  get: ({ name }: { name: string }) => ({
    kind: 'group' as const,
    myRole: name === 'kim' ? ('admin' as const) : ('member' as const),
    myState: name === 'root' ? ('invited' as const) : ('accepted' as const)
  })
};
const kim = { user: userOf('kim'), seesAll: false };
const eve = { user: userOf('eve'), seesAll: false };
const root = { user: userOf('root'), seesAll: true };

describe('the record of acts', () => {
  let database: Database;
  let activity: ActivityService;
  let history: ActivityHistory;
  let now: Date;

  beforeEach(() => {
    now = new Date('2026-01-01T00:00:00Z');
    database = new Database(':memory:');
    for (const { id } of USERS) {
      database
        .prepare(`INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, '')`)
        .run(id, id, id);
    }
    activity = new ActivityService(database, () => now);
    history = new ActivityHistory(database, users, groups, 365, () => now);
  });
  afterEach(() => database.close());

  function act(detail: string, more: Partial<Act> = {}): void {
    activity.record({
      actorId: 'kim',
      action: 'job.submit',
      resource: { kind: 'job', id: '1' },
      outcome: 'done',
      detail,
      ...more
    });
    now = new Date(now.getTime() + 1000);
  }

  const list = (reader = kim, query: Partial<ActivityQuery> = {}) =>
    history.list(reader, { limit: 50, order: 'newest', ...query });
  const details = (reader = kim, query: Partial<ActivityQuery> = {}) =>
    list(reader, query).items.map(({ detail }) => detail);

  it('shows everyone what he did and what concerns him, and administrators all', () => {
    act('own');
    act('end', { actorId: null, concerns: ['kim'] });
    act('other', { actorId: 'eve' });
    act('visit', { actorId: 'eve', concerns: ['kim', 'eve'] });
    act('of the hub', { actorId: null });
    expect(details(kim)).toEqual(['visit', 'end', 'own']);
    expect(details(eve)).toEqual(['visit', 'other']);
    expect(details(root)).toEqual(['of the hub', 'visit', 'other', 'end', 'own']);
  });

  it('says who, what, to what, when and what came of it', () => {
    act('fit', { outcome: 'refused', address: '192.0.2.1' });
    act('end', { actorId: null, concerns: ['kim'] });
    expect(list().items).toEqual<Partial<Activity>[]>([
      expect.objectContaining({ actor: null, detail: 'end', address: null }),
      {
        id: '1',
        at: '2026-01-01T00:00:00.000Z',
        actor: { name: 'kim', displayName: 'kim!' },
        action: 'job.submit',
        resource: { kind: 'job', id: '1' },
        outcome: 'refused',
        detail: 'fit',
        address: '192.0.2.1'
      }
    ]);
  });

  it('tells nobody but administrators where others came from', () => {
    act('visit', { actorId: 'eve', concerns: ['kim'], address: '192.0.2.1' });
    const addresses = [kim, eve, root].map(reader => list(reader).items[0]?.address);
    expect(addresses).toEqual([null, '192.0.2.1', '192.0.2.1']);
  });

  it.each<[string, Partial<ActivityQuery>, string[]]>([
    ['kind', { kind: 'server' }, ['a server']],
    ['actor', { actor: 'eve' }, ['by eve']],
    ['an actor that is not', { actor: 'nobody' }, []],
    ['resource', { resource: 'job:2' }, ['another job']],
    ['beginning', { since: '2026-01-01T00:00:03Z' }, ['50% o_o', 'a server']],
    ['end', { until: '2026-01-01T00:00:01Z' }, ['by kim']],
    ['words', { text: 'ANOTHER' }, ['another job']],
    ['words that are a pattern', { text: '% o_' }, ['50% o_o']],
    ['action', { text: 'server.start' }, ['a server']],
    ['several of these', { kind: 'job', actor: 'kim', text: 'by' }, ['by kim']]
  ])('is filtered by %s', (_what, query, expected) => {
    act('by kim');
    act('by eve', { actorId: 'eve' });
    act('another job', { resource: { kind: 'job', id: '2' } });
    act('a server', { action: 'server.start', resource: { kind: 'server', id: '2' } });
    act('50% o_o');
    expect(details(root, query)).toEqual(expected);
  });

  it.each<['newest' | 'oldest', string[]]>([
    ['newest', ['e', 'd', 'c', 'b', 'a']],
    ['oldest', ['a', 'b', 'c', 'd', 'e']]
  ])('comes page by page, the %s first', (order, expected) => {
    for (const reader of [kim, root]) {
      database.prepare('DELETE FROM activity').run();
      'abcde'.split('').forEach(detail => act(detail));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = list(reader, { order, limit: 2, ...(cursor && { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ detail }) => detail));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(expected);
    }
  });

  it('is a table with all that matches, and without formulas', () => {
    for (let number = 0; number < 1200; number += 1) {
      act(number === 600 ? '=HYPERLINK("x")' : `${number}`);
    }
    act('other', { actorId: 'eve' });
    const lines = [...history.csv(kim, { order: 'oldest' })].join('').split('\r\n');
    expect(lines).toHaveLength(1 + 1200 + 1);
    expect(lines[0]).toBe(
      '"at","actor","action","resourceKind","resourceId","outcome","detail","address"'
    );
    expect(lines[1]).toBe('"2026-01-01T00:00:00.000Z","kim","job.submit","job","1","done","0",""');
    expect(lines[601]).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines.at(-1)).toBe('');
  });

  it('is forgotten after as long as was set', () => {
    act('old');
    now = new Date('2026-06-01T00:00:00Z');
    act('new');
    now = new Date('2027-01-01T00:00:00Z');
    history.prune();
    expect(details(root)).toEqual(['new', 'old']);
    now = new Date('2027-01-01T00:00:01Z');
    history.prune();
    expect([details(root), details(kim)]).toEqual([['new'], ['new']]);
  });
});
