import fc from 'fast-check';
import { monotonicFactory } from 'ulid';

import { HubEvent } from '../../contract/events.js';
import type { Group, Invitation } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import { composeSharing, type GroupsAndSharing } from '../sharing/compose.js';
import { GrantService } from '../sharing/service.js';
import { Database } from '../sqlite/database.js';
import { GroupStore } from './store.js';

const NAMES = ['ann', 'bob', 'eve', 'kim'];
const USERS: User[] = NAMES.map(name => ({ id: name, name, displayName: name, admin: false }));
const byName = (name: string) => USERS.find(user => user.name === name) ?? null;
const PAGE = { limit: 200 };

function never(): never {
  throw new TypeError('There are no volumes here');
}

/** Groups without the rest of the hub; what users are told is kept as each of them would see it. */
class World {
  readonly database = new Database(':memory:');
  readonly parts: GroupsAndSharing;
  readonly groups = new Map(NAMES.map(name => [name, new Map<string, Group>()]));
  readonly invitations = new Map(NAMES.map(name => [name, new Map<string, Invitation>()]));

  constructor() {
    for (const { id } of USERS) {
      this.database
        .prepare("INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, '', '')")
        .run(id, id);
    }
    const clock = () => new Date(0);
    this.parts = composeSharing({
      database: this.database,
      grants: new GrantService(this.database, clock, new GroupStore(this.database)),
      users: {
        userById: byName,
        findUser: byName,
        findActive: byName,
        listUsers: () => USERS
      },
      volumes: {
        at: () => null,
        addressesOf: () => new Map(),
        byId: () => null,
        toContract: () => never()
      },
      databases: { at: () => null, addressesOf: () => new Map() },
      images: { titleOf: () => null, ownerOf: () => null },
      domains: { titleOf: () => null },
      roots: { titleOf: () => null },
      jobs: { ownerOf: () => null, namesOf: () => new Map() },
      activity: {
        record: () => undefined,
        publish: (userId, event) => this.hear(userId, HubEvent.parse(event))
      },
      notifier: { notify: () => undefined, withdraw: () => undefined },
      clock,
      newId: monotonicFactory()
    });
  }

  private hear(userId: string, event: HubEvent): void {
    const groups = this.groups.get(userId) ?? new Map<string, Group>();
    const invitations = this.invitations.get(userId) ?? new Map<string, Invitation>();
    if (event.type === 'group') {
      groups.set(event.id, event.body);
    } else if (event.type === 'groupDeleted') {
      groups.delete(event.id);
    } else if (event.type === 'invitation') {
      invitations.set(event.id, event.body);
    } else if (event.type === 'invitationDeleted') {
      invitations.delete(event.id);
    }
  }
}

type Act = (world: World, user: User, group: string, other: string) => unknown;

const ACTS: Record<string, Act> = {
  create: ({ parts }, user, _group, other) =>
    parts.groups.create(user, { name: `of ${other}`, description: '', page: '', kind: 'group' }),
  edit: ({ parts }, user, group, other) =>
    parts.groups.edit(user, group, { description: other }, null),
  delete: ({ parts }, user, group) => parts.groups.delete(user, group, null),
  handOver: ({ parts }, user, group, other) => parts.groups.handOver(user, group, other, null),
  invite: ({ parts }, user, group, other) => parts.members.invite(user, group, [other], 'member'),
  inviteAdmin: ({ parts }, user, group, other) =>
    parts.members.invite(user, group, [other, 'nobody'], 'admin'),
  promote: ({ parts }, user, group, other) => parts.members.changeRole(user, group, other, 'admin'),
  demote: ({ parts }, user, group, other) => parts.members.changeRole(user, group, other, 'member'),
  remove: ({ parts }, user, group, other) => parts.members.remove(user, group, other),
  accept: ({ parts }, user, group) => parts.members.accept(user, group),
  decline: ({ parts }, user, group) => parts.members.decline(user, group),
  leave: ({ parts }, user, group) => parts.members.leave(user, group),
  join: ({ parts }, user, group) => parts.members.join(user, group)
};

function check({ database, parts, groups, invitations }: World): void {
  const owners = database
    .prepare<[], { n: number }>(
      `SELECT count(*) AS n FROM groups WHERE 1 <>
         (SELECT count(*) FROM memberships WHERE group_id = id AND role = 'owner' AND state = 'accepted')`
    )
    .get();
  expect(owners).toEqual({ n: 0 });
  for (const user of USERS) {
    const mine = parts.groups.list(user, { ...PAGE, which: 'mine' }).items;
    const open = parts.members.invitations(user, PAGE).items;
    // Who follows the events knows what who asks is told.
    const known = [...(groups.get(user.id)?.values() ?? [])];
    const byId = (a: Group, b: Group) => (a.id < b.id ? -1 : 1);
    expect(known.sort(byId)).toEqual(mine.sort(byId));
    const invited = [...(invitations.get(user.id)?.values() ?? [])];
    expect(invited.map(({ group, role }) => `${group.id} ${role}`).sort()).toEqual(
      open.map(({ group, role }) => `${group.id} ${role}`).sort()
    );
  }
}

it('whatever is done in whatever order: each group has one owner, and events tell what lists say', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          act: fc.constantFrom(...Object.keys(ACTS)),
          user: fc.constantFrom(...USERS),
          group: fc.nat(3),
          other: fc.constantFrom(...NAMES)
        }),
        { minLength: 1, maxLength: 60 }
      ),
      steps => {
        const world = new World();
        const owner = USERS[0] as User;
        ACTS['create']?.(world, owner, '', 'ann');
        for (const { act, user, group, other } of steps) {
          const ids = new GroupStore(world.database).groupsOf(owner.id);
          try {
            ACTS[act]?.(world, user, ids[group] ?? ids[0] ?? '', other);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
          check(world);
        }
        world.database.close();
      }
    ),
    { numRuns: 60 }
  );
});
