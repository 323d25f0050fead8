import { nullTranslator } from '@jupyterlab/translation';

import type { Group } from '../../hub/contract/groups';
import { HubError } from '../api/hub-error';
import {
  groupId,
  makeGrant,
  makeGroup,
  makeInvitation,
  makeMember
} from '../testing/sample-groups';
import type { InvitedName } from '../tokens';
import { GroupForm } from './group-form';
import { InviteForm } from './invite-form';
import { inOrder, whyNotMember, type MemberAction } from './members';
import { rowsOf, sectionOf } from './sections';
import { lossWords } from './words';

const trans = nullTranslator.load('labcommons');
const domain = { kind: 'scienceDomain' as const };
const GROUPS = [
  makeGroup(1, 'astro', { description: 'Spectra' }),
  makeInvitation(makeGroup(2, 'cosmology')).group,
  makeGroup(3, 'Genomics', { ...domain, myRole: null, myState: null }),
  makeGroup(4, 'Turbulence', domain)
];

describe('rowsOf', () => {
  const lines = (view: Parameters<typeof rowsOf>[1]) =>
    rowsOf(GROUPS, view).map(row => (row.kind === 'heading' ? `# ${row.section}` : row.item.name));

  it('puts invitations first, and domains together whether joined or not', () => {
    expect(lines({ filter: '', collapsed: new Set() })).toEqual([
      '# invitations',
      'cosmology',
      '# mine',
      'astro',
      '# domains',
      'Genomics',
      'Turbulence'
    ]);
  });

  it('leaves out what is closed, and opens everything for a filter', () => {
    const collapsed = new Set(['mine', 'domains'] as const);
    expect(lines({ filter: '', collapsed })).toEqual([
      '# invitations',
      'cosmology',
      '# mine',
      '# domains'
    ]);
    expect(lines({ filter: 'SPECTRA', collapsed })).toEqual(['# mine', 'astro']);
    expect(lines({ filter: 'pereira turb', collapsed })).toEqual(['# domains', 'Turbulence']);
  });

  it('shows a science domain one is invited to among the invitations', () => {
    expect(sectionOf(makeInvitation(makeGroup(5, 'x', domain)).group)).toBe('invitations');
  });
});

test('members come in the order of what they are', () => {
  const members = [
    makeMember('zoe', 'member', 'declined'),
    makeMember('bob', 'member', 'accepted'),
    makeMember('eve', 'admin', 'invited'),
    makeMember('ana', 'admin', 'accepted'),
    makeMember('kim', 'owner', 'accepted'),
    makeMember('abe', 'member', 'accepted')
  ];
  expect(inOrder(members).map(({ user }) => user.name)).toEqual([
    'kim',
    'ana',
    'abe',
    'bob',
    'eve',
    'zoe'
  ]);
});

describe('whyNotMember', () => {
  const owned = makeGroup(1, 'astro', { myRole: 'owner' });
  const managed = makeGroup(1, 'astro', { myRole: 'admin' });
  const plain = makeGroup(1, 'astro');
  const bob = makeMember('bob', 'member', 'accepted');
  const invited = makeMember('eve', 'member', 'invited');
  const declined = makeMember('zoe', 'admin', 'declined');
  it.each([
    ['makeAdmin', owned, bob, null],
    ['makeAdmin', plain, bob, /look after/],
    ['makeAdmin', owned, invited, null],
    ['makeAdmin', owned, declined, /not in the group/],
    ['makeMember', owned, bob, /already/],
    ['handOver', owned, bob, null],
    ['handOver', managed, bob, /Only the owner/],
    ['handOver', owned, invited, /not in the group/],
    ['remove', managed, bob, null],
    ['remove', managed, makeMember('ana', 'owner', 'accepted'), /owns/],
    ['remove', managed, makeMember('kim', 'admin', 'accepted'), /Leave/],
    ['remove', managed, invited, /Withdraw/],
    ['remove', managed, declined, null],
    ['withdraw', managed, invited, null],
    ['withdraw', managed, bob, /no open invitation/],
    ['inviteAgain', managed, declined, null],
    ['inviteAgain', managed, invited, /is invited/]
  ] as const)('%s %#', (action: MemberAction, group, member, reason) => {
    const said = whyNotMember(action, group, member, 'kim', trans);
    if (reason === null) expect(said).toBeNull();
    else expect(said).toMatch(reason);
  });
});

test('what is lost is named, and counted beyond five', () => {
  const grant = (number: number) =>
    makeGrant(
      { id: groupId(number), address: `Storage/kim/v${number}` },
      { kind: 'group', id: groupId(1), name: 'astro' },
      ['read']
    );
  expect(lossWords([grant(1), grant(2)], trans)).toBe('Storage/kim/v1, Storage/kim/v2');
  expect(lossWords([1, 2, 3, 4, 5, 6, 7].map(grant), trans)).toMatch(/v5 and 2 more$/);
  expect(lossWords([], trans)).toMatch(/nothing/);
  expect(lossWords(null, trans)).toMatch(/everything/);
});

describe('GroupForm', () => {
  const form = (save: () => Promise<Group>) =>
    new GroupForm({
      fields: { name: '', description: '', page: '', kind: 'group' },
      isNew: true,
      mayBePublic: false,
      save,
      trans
    });

  it('asks for a name before it asks the hub', async () => {
    const save = jest.fn(() => Promise.resolve(makeGroup(1, 'astro')));
    const one = form(save);
    expect(await one.send()).toBeNull();
    expect(one.mistakes.name).toMatch(/name/);
    one.edit({ name: 'astro' });
    expect(one.mistakes).toEqual({});
    expect((await one.send())?.name).toBe('astro');
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('says a taken name at its field, and what it does not know of at the end', async () => {
    const one = form(() => Promise.reject(new HubError('already-exists', '')));
    one.edit({ name: 'astro' });
    await one.send();
    expect(one.mistakes.name).toMatch(/already/);
    expect(one.failure).toBeNull();
    const other = form(() => Promise.reject(new HubError('limit-reached', 'Enough groups.')));
    other.edit({ name: 'astro' });
    await other.send();
    expect(other.failure).toBe('Enough groups.');
    expect(other.fields.name).toBe('astro');
  });
});

describe('InviteForm', () => {
  const people = [
    { name: 'bob', displayName: 'Bob Okafor' },
    { name: 'dara', displayName: 'Dara Singh' },
    { name: 'zoe', displayName: '' }
  ];
  const form = (invite: (users: readonly string[]) => Promise<readonly InvitedName[]>) =>
    new InviteForm({
      findUsers: () => Promise.resolve(people),
      invite,
      members: [makeMember('bob', 'member', 'accepted'), makeMember('zoe', 'member', 'declined')],
      trans
    });

  it('offers who is not in the group, and those who declined', async () => {
    const offered = await form(() => Promise.resolve([])).search('x');
    expect(offered.map(({ label, against }) => [label, against])).toEqual([
      ['Bob Okafor', 'in the group already'],
      ['Dara Singh', null],
      ['zoe', null]
    ]);
  });

  it('stays with an answer for each name unless all are invited', async () => {
    const invite = jest.fn((users: readonly string[]) =>
      Promise.resolve(
        users.map(user => ({
          user,
          outcome: user === 'zoe' ? ('unknown' as const) : ('invited' as const)
        }))
      )
    );
    const one = form(invite);
    one.chosen = (await one.search('x')).slice(1);
    one.role = 'admin';
    expect(await one.send()).toBeNull();
    expect(invite).toHaveBeenCalledWith(['dara', 'zoe'], 'admin');
    expect(one.answers.map(({ words }) => words)).toEqual([
      'There is no user “zoe”.',
      'Dara Singh is invited.'
    ]);
    expect(one.chosen).toEqual([]);
  });
});
