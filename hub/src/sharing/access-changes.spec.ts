import type { User } from '../accounts/types.js';
import { Database } from '../sqlite/database.js';
import { AccessChanges } from './access-changes.js';
import type { NamedResource } from './ports.js';
import { GrantService } from './service.js';
import type { Resource, Subject } from './types.js';

const user = (id: string): User => ({ id, name: id, displayName: id, admin: false });
const volume = (id: string): NamedResource => ({ kind: 'volume', id, ownerId: 'kim', name: id });
const ASTRO: Subject = { kind: 'group', id: 'astro' };

describe('AccessChanges', () => {
  const database = new Database(':memory:');
  const members = new Map<string, Set<string>>();
  const grants = new GrantService(database, () => new Date(0), {
    groupsOf: id => [...members].filter(([, ids]) => ids.has(id)).map(([group]) => group)
  });
  const told: string[] = [];
  const changes = new AccessChanges(
    grants,
    { userById: id => (id === 'gone' ? null : user(id)) },
    { find: ({ id }) => (id === 'deleted' ? null : volume(id)), named: () => [] },
    {
      changed: ({ id }: User, resource: Resource, privileges) =>
        void told.push(`${id} ${resource.id} ${privileges.join()}`),
      lost: ({ id }: User, resource: Resource) => void told.push(`${id} ${resource.id} lost`)
    }
  );
  afterAll(() => database.close());
  beforeEach(() => {
    database.prepare('DELETE FROM grants').run();
    members.clear();
    told.length = 0;
  });

  it('tells of those whose privileges became others, and of nobody else', () => {
    grants.grant(volume('v1'), { kind: 'user', id: 'eve' }, ['read', 'write'], null);
    members.set('astro', new Set(['bob', 'eve']));
    const result = changes.around(['bob', 'eve', 'sam'].map(user), [volume('v1')], () => {
      grants.grant(volume('v1'), ASTRO, ['read'], null);
      return 'done';
    });
    expect(result).toBe('done');
    expect(told).toEqual(['bob v1 read']);
  });

  it('tells who enters and leaves a group of everything that is shared with it', () => {
    for (const id of ['v1', 'v2', 'deleted']) {
      grants.grant(volume(id), ASTRO, ['read', 'write'], null);
    }
    grants.grant(volume('v2'), { kind: 'user', id: 'bob' }, ['read'], null);
    changes.whileMembershipChanges('astro', ['bob', 'gone'], () =>
      members.set('astro', new Set(['bob']))
    );
    expect(told).toEqual(['bob v1 read,write', 'bob v2 read,write']);
    told.length = 0;
    changes.whileMembershipChanges('astro', ['bob'], () => members.clear());
    expect(told).toEqual(['bob v1 lost', 'bob v2 read']);
  });

  it('tells nobody of what fails', () => {
    members.set('astro', new Set(['bob']));
    expect(() =>
      changes.around([user('bob')], [volume('v1')], () => {
        grants.grant(volume('v1'), ASTRO, ['read'], null);
        throw new Error('stop');
      })
    ).toThrow('stop');
    expect(told).toEqual([]);
  });
});
