import { Database } from '../sqlite/database.js';
import { GrantService } from './service.js';
import { EVERYONE, type Resource } from './types.js';

const user = (id: string, admin = false) => ({ id, name: id, displayName: id, admin });
const volume: Resource = { kind: 'volume', id: 'v1', ownerId: 'kim' };
const data: Resource = { kind: 'volume', id: 'v2', ownerId: null };

describe('GrantService', () => {
  const database = new Database(':memory:');
  const groups = new Map<string, string[]>();
  let now = '2026-01-01T00:00:00.000Z';
  const grants = new GrantService(database, () => new Date(now), {
    groupsOf: id => groups.get(id) ?? []
  });
  afterAll(() => database.close());
  beforeEach(() => {
    database.prepare('DELETE FROM grants').run();
    groups.clear();
    now = '2026-01-01T00:00:00.000Z';
  });

  it('answers the privileges of owners, of those they share with, and of all others', () => {
    grants.grant(volume, { kind: 'user', id: 'bob' }, ['write'], null);
    expect(grants.accessTo(user('kim'), volume)).toEqual(['read', 'write', 'grant']);
    expect(grants.accessTo(user('bob'), volume)).toEqual(['read', 'write']);
    expect(grants.accessTo(user('eve'), volume)).toEqual([]);
    expect(grants.accessTo(user('ada', true), volume)).toEqual([]);
  });

  it('replaces what a subject was granted before, and takes it back', () => {
    grants.grant(data, EVERYONE, ['read', 'write'], null);
    grants.grant(data, EVERYONE, ['read'], null);
    expect(grants.accessTo(user('eve'), data)).toEqual(['read']);
    grants.withdraw(data, EVERYONE);
    expect(grants.accessTo(user('eve'), data)).toEqual([]);
  });

  it('lists what reaches a user: his own and everyone’s', () => {
    grants.grant(volume, { kind: 'user', id: 'bob' }, ['read'], null);
    grants.grant(data, EVERYONE, ['read'], null);
    const ids = (id: string) =>
      grants.grantsReaching(user(id), 'volume').map(grant => grant.resource.id);
    expect(ids('bob')).toEqual(['v1', 'v2']);
    expect(ids('eve')).toEqual(['v2']);
    expect(grants.grantsReaching(user('bob'), 'image')).toEqual([]);
  });

  it('counts a group for whom it has accepted', () => {
    grants.grant(volume, { kind: 'group', id: 'astro' }, ['read', 'write'], null);
    expect(grants.accessTo(user('bob'), volume)).toEqual([]);
    groups.set('bob', ['chess', 'astro']);
    expect(grants.accessTo(user('bob'), volume)).toEqual(['read', 'write']);
    expect(grants.may(user('bob'), 'write', volume)).toBe(true);
    expect(grants.grantsReaching(user('bob'), 'volume').map(({ resource }) => resource.id)).toEqual(
      ['v1']
    );
    expect(grants.accessTo(user('eve'), volume)).toEqual([]);
  });

  it('explains by whom and when it was granted, and by whom it was changed', () => {
    const toBob = { kind: 'user', id: 'bob' } as const;
    insertUser('kim');
    insertUser('ann');
    grants.grant(volume, toBob, ['read'], user('kim'));
    const granted = () => grants.explain(user('bob'), 'read', volume);
    now = '2026-02-02T00:00:00.000Z';
    grants.grant(volume, toBob, ['read'], user('ann'));
    expect(granted()).toMatchObject({
      grant: { grantedBy: 'kim', grantedAt: '2026-01-01T00:00:00.000Z' }
    });
    grants.grant(volume, toBob, ['read', 'write'], user('ann'));
    expect(granted()).toMatchObject({
      grant: { grantedBy: 'ann', grantedAt: '2026-02-02T00:00:00.000Z' }
    });
  });

  it('works out the access of many as that of one', () => {
    grants.grant(volume, { kind: 'user', id: 'bob' }, ['write'], null);
    grants.grant(data, { kind: 'group', id: 'astro' }, ['read'], null);
    groups.set('eve', ['astro']);
    const users = ['kim', 'bob', 'eve'].map(id => user(id));
    for (const { user: one, resource, privileges } of grants.accessOf(users, [volume, data])) {
      expect(privileges).toEqual(grants.accessTo(one, resource));
    }
  });

  it('reads of many grants only those that reach the user', () => {
    const store = (grants as unknown as { store: Record<string, { source: string }> }).store;
    for (const name of ['selectReaching', 'selectPageReaching']) {
      const { source } = store[name] as { source: string };
      const named = [...new Set([...source.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter))];
      const reads = database
        .prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${source}`)
        .all(Object.fromEntries(named.map(parameter => [parameter, '[]'])))
        .map(({ detail }) => detail)
        .filter(detail => detail.includes(' grants'));
      expect(reads).toHaveLength(3);
      for (const read of reads) {
        expect(read).toMatch(/^SEARCH grants .*\(subject_kind=\? AND subject_id=\?/);
      }
    }
  });

  function insertUser(id: string): void {
    database
      .prepare("INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, '', '')")
      .run(id, id);
  }
});
