import fc from 'fast-check';

import {
  type GroupAction,
  GroupKind,
  GroupRole,
  MembershipState,
  MEMBERSHIP_TRANSITIONS,
  whatMayDoInGroup
} from '../../contract/groups.js';
import { assertLegal, isLegal } from './transitions.js';

const MEMBER: GroupAction[] = ['see', 'seeInside', 'seeActivity', 'share', 'leave'];
const ADMIN: GroupAction[] = [...MEMBER, 'edit', 'invite', 'manageMembers'];
const OWNER: GroupAction[] = [...ADMIN.filter(action => action !== 'leave'), 'delete', 'handOver'];

const CASES: readonly [string, Parameters<typeof whatMayDoInGroup>, GroupAction[]][] = [
  ['the owner of a group', ['group', 'owner', 'accepted'], OWNER],
  ['an admin of a group', ['group', 'admin', 'accepted'], ADMIN],
  ['a member of a group', ['group', 'member', 'accepted'], MEMBER],
  ['who is invited as a member', ['group', 'member', 'invited'], ['see', 'accept', 'decline']],
  ['who is invited as an admin', ['group', 'admin', 'invited'], ['see', 'accept', 'decline']],
  ['who declined', ['group', 'member', 'declined'], []],
  ['whose invitation was withdrawn', ['group', 'admin', 'withdrawn'], []],
  ['a stranger', ['group', null, null], []],
  ['the owner of a science domain', ['scienceDomain', 'owner', 'accepted'], OWNER],
  ['an admin of a science domain', ['scienceDomain', 'admin', 'accepted'], ADMIN],
  [
    'a member of a science domain',
    ['scienceDomain', 'member', 'accepted'],
    ['see', 'seeInside', 'seeActivity', 'leave']
  ],
  [
    'who is invited to a science domain',
    ['scienceDomain', 'member', 'invited'],
    ['see', 'seeInside', 'join', 'accept', 'decline']
  ],
  [
    'who declined a science domain',
    ['scienceDomain', 'member', 'declined'],
    ['see', 'seeInside', 'join']
  ],
  ['a stranger to a science domain', ['scienceDomain', null, null], ['see', 'seeInside', 'join']]
];

describe('what may be done in a group', () => {
  it.each(CASES)('by %s', (_title, standing, expected) => {
    expect(new Set(whatMayDoInGroup(...standing))).toEqual(new Set(expected));
  });

  const kinds = fc.constantFrom(...GroupKind.options);
  const roles = fc.constantFrom(...GroupRole.options);
  const states = fc.constantFrom(...MembershipState.options);

  it('never is to change anything without having accepted', () => {
    fc.assert(
      fc.property(kinds, roles, states, (kind, role, state) => {
        fc.pre(state !== 'accepted');
        const changes = ['edit', 'delete', 'handOver', 'invite', 'manageMembers', 'share', 'leave'];
        expect(
          whatMayDoInGroup(kind, role, state).filter(action => changes.includes(action))
        ).toEqual([]);
      })
    );
  });

  it('is no less for a higher role, but to leave', () => {
    fc.assert(
      fc.property(kinds, kind => {
        const of = (role: GroupRole) =>
          whatMayDoInGroup(kind, role, 'accepted').filter(action => action !== 'leave');
        expect(of('admin')).toEqual(expect.arrayContaining([...of('member')]));
        expect(of('owner')).toEqual(expect.arrayContaining([...of('admin')]));
      })
    );
  });
});

describe('a membership', () => {
  const states = [...MembershipState.options, 'none'] as const;

  it('goes on only as the table says', () => {
    for (const from of states) {
      for (const to of states) {
        expect([from, to, isLegal(from, to)]).toEqual([
          from,
          to,
          MEMBERSHIP_TRANSITIONS[from].includes(to)
        ]);
      }
    }
    expect(() => assertLegal('declined', 'withdrawn')).toThrow(TypeError);
    expect(() => assertLegal('invited', 'accepted')).not.toThrow();
  });

  it('can be ended and begun anew from everywhere', () => {
    const reachable = (from: (typeof states)[number], seen = new Set<string>()): Set<string> => {
      for (const to of MEMBERSHIP_TRANSITIONS[from]) {
        if (!seen.has(to)) {
          seen.add(to);
          reachable(to, seen);
        }
      }
      return seen;
    };
    for (const from of states) {
      expect([...reachable(from)]).toEqual(expect.arrayContaining(['none', 'accepted', 'invited']));
    }
  });
});
