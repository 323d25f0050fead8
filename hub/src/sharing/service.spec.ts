import { Database } from '../sqlite/database.js';
import { GrantService } from './service.js';
import { EVERYONE, type Resource } from './types.js';

const user = (id: string, admin = false) => ({ id, name: id, displayName: id, admin });
const volume: Resource = { kind: 'volume', id: 'v1', ownerId: 'kim' };
const data: Resource = { kind: 'volume', id: 'v2', ownerId: null };

describe('GrantService', () => {
  const database = new Database(':memory:');
  const groups = new Map<string, string[]>();
  const now = '2026-01-01T00:00:00.000Z';
  const grants = new GrantService(database, () => new Date(now), {
    groupsOf: id => groups.get(id) ?? []
  });
  afterAll(() => database.close());
  beforeEach(() => database.prepare('DELETE FROM grants').run());

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
});
