import { HubEvent } from '../../contract/events.js';
import type { Group, Invitation, Member } from '../../contract/groups.js';
import { Harness, type SignedInClient } from './harness.js';
import { throughPages } from './pages-of.js';

let harness: Harness;
let kim: SignedInClient;
let bob: SignedInClient;
let eve: SignedInClient;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  bob = await harness.withToken('bob');
  eve = await harness.withToken('eve');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function make(by: SignedInClient, name: string, more: object = {}): Promise<Group> {
  const answer = await by.api('POST', '/groups', { name, ...more });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return answer.json();
}

async function invite(by: SignedInClient, group: Group, ...users: string[]) {
  const answer = await by.api('POST', `/groups/${group.id}/members`, { users });
  expect(answer.status).toBe(200);
  return answer.json().items;
}

async function accept(by: SignedInClient, group: Group): Promise<void> {
  expect((await by.api('POST', `/invitations/${group.id}/accept`)).status).toBe(200);
}

async function membersOf(by: SignedInClient, group: Group): Promise<string[]> {
  const { items } = (await by.api('GET', `/groups/${group.id}/members`)).json();
  return items.map(
    ({ user, role, state }: Member) =>
      `${user.name} ${role}${state === 'accepted' ? '' : ` ${state}`}`
  );
}

async function namesOf(by: SignedInClient, query = ''): Promise<string[]> {
  const { items } = (await by.api('GET', `/groups${query}`)).json();
  return items.map(({ name }: Group) => name);
}

function eventsOf(of: SignedInClient): HubEvent[] {
  return harness
    .rows('events')
    .map(row => row as { user_id: string; event: string })
    .filter(row => row.user_id === of.user.id)
    .map(row => HubEvent.parse(JSON.parse(row.event)));
}

function actsOn(id: string): string[] {
  return harness
    .rows('activity')
    .map(row => row as { resource_id: string; action: string; detail: string })
    .filter(row => row.resource_id === id)
    .map(row => `${row.action}: ${row.detail}`);
}

describe('a group', () => {
  it('is made by anybody, who owns it', async () => {
    const answer = await kim.api('POST', '/groups', { name: ' Astro ', description: 'Stars' });
    expect(answer.status).toBe(201);
    const group = answer.json();
    expect(answer.headers).toMatchObject({
      location: `/hub/api/v1/groups/${group.id}`,
      etag: '"1"'
    });
    expect(group).toMatchObject({
      name: 'Astro',
      description: 'Stars',
      page: '',
      kind: 'group',
      owner: { name: 'kim', displayName: 'kim' },
      myRole: 'owner',
      myState: 'accepted',
      members: 1,
      version: 1
    });
    expect((await kim.api('GET', `/groups/${group.id}`)).json()).toEqual(group);
    expect(await namesOf(kim)).toEqual(['Astro']);
    expect(await namesOf(bob)).toEqual([]);
    expect(actsOn(group.id)).toEqual(['group.create: Made the group “Astro”']);
  });

  it('has a name that is not that of another group its maker sees', async () => {
    await make(kim, 'Astro');
    const second = await kim.api('POST', '/groups', { name: 'ａＳＴＲＯ' });
    expect([second.status, second.json().type]).toEqual([409, '/problems/already-exists']);
    const other = await make(kim, 'Other');
    const renamed = await kim.api('PATCH', `/groups/${other.id}`, { name: 'astro' });
    expect(renamed.status).toBe(409);
    // Whether there is one that he does not see is nothing that a name could tell.
    expect((await bob.api('POST', '/groups', { name: 'Astro' })).status).toBe(201);
  });

  it.each([
    ['without a name', {}, '/name'],
    ['with an empty name', { name: '   ' }, '/name'],
    ['with a control character in its name', { name: 'a\u0000b' }, '/name'],
    ['with a name that turns the text around', { name: 'a\u202eb' }, '/name'],
    ['with a long name', { name: 'x'.repeat(101) }, '/name'],
    ['with a long description', { name: 'a', description: 'x'.repeat(2001) }, '/description'],
    ['with a long page', { name: 'a', page: 'x'.repeat(20_001) }, '/page'],
    ['of another kind', { name: 'a', kind: 'system' }, '/kind'],
    ['for another owner', { name: 'a', owner: 'bob' }, '/owner']
  ])('is not made %s', async (_title, body, pointer) => {
    const before = harness.digest();
    const answer = await kim.api('POST', '/groups', body);
    expect([answer.status, answer.json().errors[0].pointer]).toEqual([400, pointer]);
    expect(harness.digest()).toBe(before);
  });

  it('is edited by those who look after it, unless somebody was faster', async () => {
    const group = await make(kim, 'Astro');
    const path = `/groups/${group.id}`;
    const edited = await kim.api(
      'PATCH',
      path,
      { description: 'Stars', page: '# Welcome' },
      { headers: { 'if-match': '"1"' } }
    );
    expect([edited.status, edited.headers['etag']]).toEqual([200, '"2"']);
    expect(edited.json()).toMatchObject({ name: 'Astro', description: 'Stars', page: '# Welcome' });
    const late = await kim.api('PATCH', path, { name: 'Late' }, { headers: { 'if-match': '"1"' } });
    expect([late.status, late.json().type]).toEqual([412, '/problems/changed-meanwhile']);
    for (const [method, where, body] of [
      ['DELETE', path, undefined],
      ['PUT', `${path}/owner`, { user: 'bob' }]
    ] as const) {
      const answer = await kim.api(method, where, body, { headers: { 'if-match': '"1"' } });
      expect([method, answer.status]).toEqual([method, 412]);
    }
    expect((await kim.api('GET', path)).json().name).toBe('Astro');
  });

  it('is deleted by its owner, for everybody', async () => {
    const group = await make(kim, 'Astro');
    await invite(kim, group, 'bob', 'eve');
    await accept(bob, group);
    expect((await bob.api('DELETE', `/groups/${group.id}`)).status).toBe(403);
    expect((await kim.api('DELETE', `/groups/${group.id}`)).status).toBe(204);
    for (const client of [kim, bob, eve]) {
      expect((await client.api('GET', `/groups/${group.id}`)).status).toBe(404);
      expect(await namesOf(client)).toEqual([]);
    }
    expect((await eve.api('GET', '/invitations')).json().items).toEqual([]);
    expect(harness.rows('memberships')).toEqual([]);
    expect(eventsOf(bob).at(-2)).toMatchObject({ type: 'groupDeleted', id: group.id });
    expect(eventsOf(eve).map(({ type }) => type)).toContain('invitationDeleted');
    const { items } = (await eve.api('GET', '/notifications')).json();
    expect(items).toEqual([]);
    expect((await bob.api('GET', '/notifications')).json().items[0]).toMatchObject({
      kind: 'membership',
      title: 'kim deleted the group “Astro”'
    });
  });

  it('is handed over to a member, and its owner stays as an administrator', async () => {
    const group = await make(kim, 'Astro');
    const path = `/groups/${group.id}/owner`;
    await invite(kim, group, 'bob', 'eve');
    await accept(bob, group);
    for (const user of ['eve', 'nobody', 'kim']) {
      expect((await kim.api('PUT', path, { user })).status).toBe(409);
    }
    expect((await bob.api('PUT', path, { user: 'bob' })).status).toBe(403);
    const answer = await kim.api('PUT', path, { user: 'bob' });
    expect(answer.json()).toMatchObject({ owner: { name: 'bob' }, myRole: 'admin' });
    expect(await membersOf(bob, group)).toEqual(['bob owner', 'eve member invited', 'kim admin']);
    expect((await kim.api('DELETE', `/groups/${group.id}`)).status).toBe(403);
    expect((await kim.api('POST', `/groups/${group.id}/leave`)).status).toBe(204);
  });

  it('is not handed over to a disabled account', async () => {
    const group = await make(kim, 'Astro');
    await invite(kim, group, 'bob');
    await accept(bob, group);
    await harness.parts.accounts.setDisabled('bob', true);
    const answer = await kim.api('PUT', `/groups/${group.id}/owner`, { user: 'bob' });
    expect(answer.status).toBe(409);
  });

  it('is one of at most 200 of one owner', async () => {
    for (let count = 0; count < 200; count += 1) {
      harness.parts.database
        .prepare(
          `INSERT INTO groups VALUES ('g${count}', 'group', 'g${count}', 'g${count}', '', '', '', 1)`
        )
        .run();
      harness.parts.database
        .prepare(`INSERT INTO memberships VALUES ('g${count}', ?, 'owner', 'accepted', NULL, '')`)
        .run(kim.user.id);
    }
    const answer = await kim.api('POST', '/groups', { name: 'One more' });
    expect([answer.status, answer.json().type]).toEqual([409, '/problems/limit-reached']);
  });
});

describe('the list of groups', () => {
  it('comes page by page by name, and finds parts of names and descriptions', async () => {
    for (const name of ['beta', 'Alpha', 'Ärzte', 'gamma']) {
      await make(kim, name, { description: `About ${name}` });
    }
    const seen = await throughPages<Group>(kim, '/groups?limit=1');
    expect(seen.map(({ name }) => name)).toEqual(['Alpha', 'beta', 'gamma', 'Ärzte']);
    expect(await namesOf(kim, '?q=AMM')).toEqual(['gamma']);
    expect(await namesOf(kim, '?q=about%20be')).toEqual(['beta']);
    expect(await namesOf(kim, '?q=%25')).toEqual([]);
  });

  it.each(['cursor=x', 'cursor=WyJhIl0', 'which=all', 'limit=0', 'z=1'])(
    'refuses the query %s',
    async query => {
      expect((await kim.api('GET', `/groups?${query}`)).status).toBe(400);
    }
  );
});

describe('members', () => {
  let group: Group;
  beforeEach(async () => {
    group = await make(kim, 'Astro', { description: 'We look up' });
  });

  it('are invited several at once, each name answered on its own', async () => {
    await invite(kim, group, 'eve');
    await accept(eve, group);
    await harness.user('off');
    await harness.parts.accounts.setDisabled('off', true);
    const items = await invite(kim, group, 'bob', 'BOB', 'eve', 'nobody', 'off', 'kim');
    expect(
      items.map((item: { user: string; outcome: string; member: Member | null }) => [
        item.user,
        item.outcome,
        item.member?.state ?? null
      ])
    ).toEqual([
      ['bob', 'invited', 'invited'],
      ['BOB', 'alreadyInvited', 'invited'],
      ['eve', 'alreadyMember', 'accepted'],
      ['nobody', 'unknown', null],
      ['off', 'unknown', null],
      ['kim', 'alreadyMember', 'accepted']
    ]);
    expect(await membersOf(kim, group)).toEqual(['bob member invited', 'eve member', 'kim owner']);
  });

  it('know of the invitation, see the group but not what is inside, and accept', async () => {
    await invite(kim, group, 'bob');
    const { items } = (await bob.api('GET', '/invitations')).json();
    expect(items).toEqual([
      expect.objectContaining<Partial<Invitation>>({
        role: 'member',
        invitedBy: { name: 'kim', displayName: 'kim' },
        group: expect.objectContaining({ id: group.id, myState: 'invited', myRole: null })
      })
    ]);
    expect(eventsOf(bob).map(({ type }) => type)).toEqual(['invitation', 'notification']);
    const [told] = (await bob.api('GET', '/notifications')).json().items;
    expect(told).toMatchObject({
      kind: 'invitation',
      title: 'kim invites you to the group “Astro”',
      body: 'We look up',
      resource: { kind: 'group', id: group.id }
    });
    expect((await bob.api('GET', `/groups/${group.id}`)).status).toBe(200);
    expect((await bob.api('GET', `/groups/${group.id}/members`)).status).toBe(403);
    expect(await namesOf(bob)).toEqual([]);

    const accepted = await bob.api('POST', `/invitations/${group.id}/accept`);
    expect(accepted.json()).toMatchObject({ myRole: 'member', myState: 'accepted', members: 2 });
    expect((await bob.api('GET', '/invitations')).json().items).toEqual([]);
    expect((await bob.api('GET', '/notifications')).json().items).toEqual([]);
    expect(await membersOf(bob, group)).toEqual(['bob member', 'kim owner']);
    expect(await namesOf(bob)).toEqual(['Astro']);
    expect((await bob.api('GET', '/me')).json().groups).toEqual([group.id]);
    expect((await eve.api('GET', '/me')).json().groups).toEqual([]);
    expect((await kim.api('GET', '/notifications')).json().items[0]).toMatchObject({
      kind: 'membership',
      title: 'bob accepted the invitation to the group “Astro”'
    });
    expect(eventsOf(kim).findLast(({ type }) => type === 'group')).toMatchObject({
      body: { members: 2, myRole: 'owner' }
    });
    expect((await bob.api('POST', `/invitations/${group.id}/accept`)).status).toBe(404);
    expect(actsOn(group.id).slice(1)).toEqual([
      'group.invite: Invited bob to the group “Astro”',
      'group.accept: Accepted the invitation to the group “Astro”'
    ]);
  });

  it('who declined see nothing more, and are invited again', async () => {
    await kim.api('POST', `/groups/${group.id}/members`, { users: ['bob'], role: 'admin' });
    expect((await bob.api('POST', `/invitations/${group.id}/decline`)).status).toBe(204);
    expect((await bob.api('GET', `/groups/${group.id}`)).status).toBe(404);
    expect(await membersOf(kim, group)).toEqual(['bob admin declined', 'kim owner']);
    expect((await kim.api('GET', '/notifications')).json().items[0].title).toBe(
      'bob declined the invitation to the group “Astro”'
    );
    const again = await kim.api('POST', `/groups/${group.id}/members`, {
      users: ['bob'],
      role: 'admin'
    });
    expect(again.json().items[0]).toMatchObject({ outcome: 'invited', member: { role: 'admin' } });
    await accept(bob, group);
    expect(await membersOf(bob, group)).toEqual(['bob admin', 'kim owner']);
  });

  it('whose invitation was withdrawn never hear of it again, until the next', async () => {
    await invite(kim, group, 'bob');
    expect((await kim.api('DELETE', `/groups/${group.id}/members/bob`)).status).toBe(204);
    expect((await bob.api('GET', `/groups/${group.id}`)).status).toBe(404);
    expect((await bob.api('POST', `/invitations/${group.id}/accept`)).status).toBe(404);
    expect((await bob.api('GET', '/invitations')).json().items).toEqual([]);
    expect((await bob.api('GET', '/notifications')).json().items).toEqual([]);
    expect(await membersOf(kim, group)).toEqual(['bob member withdrawn', 'kim owner']);
    expect((await kim.api('DELETE', `/groups/${group.id}/members/bob`)).status).toBe(204);
    expect(await membersOf(kim, group)).toEqual(['kim owner']);
  });

  it('get another role, also while invited; the owner does not', async () => {
    await invite(kim, group, 'bob', 'eve');
    await accept(bob, group);
    const path = (name: string) => `/groups/${group.id}/members/${name}`;
    expect((await bob.api('PATCH', path('eve'), { role: 'admin' })).status).toBe(403);
    expect((await kim.api('PATCH', path('bob'), { role: 'admin' })).json()).toMatchObject({
      user: { name: 'bob' },
      role: 'admin'
    });
    expect((await bob.api('PATCH', path('eve'), { role: 'admin' })).status).toBe(200);
    expect((await bob.api('PATCH', path('kim'), { role: 'member' })).status).toBe(409);
    expect((await bob.api('DELETE', path('kim'))).status).toBe(409);
    expect((await bob.api('PATCH', path('nobody'), { role: 'member' })).status).toBe(404);
    expect((await bob.api('PATCH', path('bob'), { role: 'owner' })).status).toBe(400);
    await eve.api('POST', `/invitations/${group.id}/decline`);
    expect((await kim.api('PATCH', path('eve'), { role: 'member' })).status).toBe(409);
    expect((await bob.api('GET', '/notifications')).json().items[0].title).toBe(
      'kim made you an administrator of the group “Astro”'
    );
  });

  it('leave, or are removed, and are strangers then', async () => {
    await invite(kim, group, 'bob', 'eve');
    await accept(bob, group);
    await accept(eve, group);
    expect((await kim.api('POST', `/groups/${group.id}/leave`)).status).toBe(403);
    expect((await bob.api('POST', `/groups/${group.id}/leave`)).status).toBe(204);
    expect((await kim.api('DELETE', `/groups/${group.id}/members/eve`)).status).toBe(204);
    for (const client of [bob, eve]) {
      expect((await client.api('GET', `/groups/${group.id}`)).status).toBe(404);
      expect(eventsOf(client).map(({ type }) => type)).toContain('groupDeleted');
    }
    expect(await membersOf(kim, group)).toEqual(['kim owner']);
    expect((await kim.api('DELETE', `/groups/${group.id}/members/eve`)).status).toBe(404);
    expect((await eve.api('GET', '/notifications')).json().items[0].title).toBe(
      'kim removed you from the group “Astro”'
    );
  });

  it('come page by page', async () => {
    await invite(kim, group, 'bob', 'eve');
    const first = (await kim.api('GET', `/groups/${group.id}/members?limit=2`)).json();
    expect(first.items.map(({ user }: Member) => user.name)).toEqual(['bob', 'eve']);
    const next = (
      await kim.api('GET', `/groups/${group.id}/members?limit=2&cursor=${first.nextCursor}`)
    ).json();
    expect(next.items.map(({ user }: Member) => user.name)).toEqual(['kim']);
    expect(next.nextCursor).toBeNull();
  });

  it('see only members when they do not look after the group', async () => {
    await invite(kim, group, 'bob', 'eve');
    await accept(bob, group);
    expect(await membersOf(bob, group)).toEqual(['bob member', 'kim owner']);
  });

  it.each([
    ['without names', { users: [] }],
    ['by a long name', { users: ['x'.repeat(65)] }],
    ['by more than fifty names', { users: Array(51).fill('bob') }],
    ['as owners', { users: ['bob'], role: 'owner' }],
    ['by a name that is no list', { users: 'bob' }]
  ])('are not invited %s', async (_title, body) => {
    const before = harness.digest();
    expect((await kim.api('POST', `/groups/${group.id}/members`, body)).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });
});

describe('invitations', () => {
  it('are listed newest first, page by page', async () => {
    for (const name of ['a', 'b', 'c']) {
      await invite(kim, await make(kim, name), 'bob');
      harness.advance(1000);
    }
    const seen = await throughPages<Invitation>(bob, '/invitations?limit=2');
    expect(seen.map(({ group }) => group.name)).toEqual(['c', 'b', 'a']);
  });
});

describe('a science domain', () => {
  it('is made by administrators of the site only', async () => {
    const before = harness.digest();
    const wish = { name: 'Turbulence', kind: 'scienceDomain' };
    expect((await kim.api('POST', '/groups', wish)).status).toBe(403);
    const ada = await harness.user('ada', { admin: true });
    const page = harness.bearer(harness.apiToken(ada, ['custom:labcommons!user=ada']));
    const answer = await page.api('POST', '/groups', wish);
    // The token in a JupyterLab page does not carry its owner's rights as an administrator.
    expect([answer.status, answer.json().type]).toEqual([403, '/problems/not-allowed']);
    expect(harness.rows('groups')).toEqual([]);
    expect(before).toContain('grants');
  });

  it('is found, looked into, joined and left by anybody', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    const domain = await make(ada, 'Turbulence', { kind: 'scienceDomain', page: 'Flows' });
    expect(await namesOf(eve, '?which=scienceDomains')).toEqual(['Turbulence']);
    expect(await namesOf(eve)).toEqual([]);
    expect((await eve.api('GET', `/groups/${domain.id}`)).json()).toMatchObject({
      page: 'Flows',
      myRole: null,
      myState: null
    });
    expect(await membersOf(eve, domain)).toEqual(['ada owner']);
    const joined = await eve.api('POST', `/groups/${domain.id}/join`);
    expect(joined.json()).toMatchObject({ myRole: 'member', myState: 'accepted', members: 2 });
    expect((await eve.api('POST', `/groups/${domain.id}/join`)).status).toBe(403);
    expect(await namesOf(eve)).toEqual(['Turbulence']);
    expect((await eve.api('POST', `/groups/${domain.id}/leave`)).status).toBe(204);
    expect((await eve.api('GET', `/groups/${domain.id}`)).status).toBe(200);
  });

  it('is joined also after an invitation was declined', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    const domain = await make(ada, 'Turbulence', { kind: 'scienceDomain' });
    await ada.api('POST', `/groups/${domain.id}/members`, { users: ['bob'], role: 'admin' });
    await bob.api('POST', `/invitations/${domain.id}/decline`);
    const joined = await bob.api('POST', `/groups/${domain.id}/join`);
    // What was offered with the invitation went with it.
    expect(joined.json()).toMatchObject({ myRole: 'member' });
  });

  it('tells who comes and goes to those who look after it, not to every member', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    const domain = await make(ada, 'Turbulence', { kind: 'scienceDomain' });
    await bob.api('POST', `/groups/${domain.id}/join`);
    const before = eventsOf(bob).length;
    await eve.api('POST', `/groups/${domain.id}/join`);
    expect(eventsOf(bob)).toHaveLength(before);
    expect(eventsOf(ada).at(-1)).toMatchObject({ type: 'group', body: { members: 3 } });
    expect(eventsOf(eve).at(-1)).toMatchObject({ type: 'group', body: { myRole: 'member' } });
  });

  it('has a name of its own among all', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    await make(ada, 'Turbulence', { kind: 'scienceDomain' });
    expect((await kim.api('POST', '/groups', { name: 'turbulence' })).status).toBe(409);
  });
});

describe('users', () => {
  const found = async (q: string): Promise<string[]> => {
    const answer = await kim.api('GET', `/users?q=${encodeURIComponent(q)}`);
    expect(answer.status).toBe(200);
    return answer.json().items.map(({ name }: { name: string }) => name);
  };

  it('are found by how their name or a word of their display name begins', async () => {
    await harness.parts.accounts.createUser({
      name: 'jdoe',
      displayName: 'Jané Doé',
      admin: false,
      password: null
    });
    expect(await found('jd')).toEqual(['jdoe']);
    expect(await found('DOE')).toEqual(['jdoe']);
    expect(await found('jane d')).toEqual(['jdoe']);
    expect(await found('oe')).toEqual([]);
    expect(await found('%')).toEqual([]);
    const answer = await kim.api('GET', '/users?q=jdoe');
    expect(answer.json().items).toEqual([{ name: 'jdoe', displayName: 'Jané Doé' }]);
  });

  it('who do not want to be found are found by the exact name only', async () => {
    const page = await harness.signedIn('bob');
    expect((await page.api('GET', '/account/profile')).json()).toEqual({ findable: true });
    const changed = await page.api('PATCH', '/account/profile', { findable: false });
    expect(changed.json()).toEqual({ findable: false });
    expect(await found('bo')).toEqual([]);
    expect(await found('bob')).toEqual(['bob']);
    await page.api('PATCH', '/account/profile', { findable: true });
    expect(await found('bo')).toEqual(['bob']);
  });

  it('say on a page of the hub only whether they may be found', async () => {
    const answer = await bob.api('PATCH', '/account/profile', { findable: false });
    expect(answer.status).toBe(403);
    expect(await found('bo')).toEqual(['bob']);
  });

  it('who are disabled are not found', async () => {
    await harness.parts.accounts.setDisabled('bob', true);
    expect(await found('bob')).toEqual([]);
  });

  it('are found twenty at a time', async () => {
    for (let count = 0; count < 25; count += 1) {
      await harness.parts.accounts.createUser({ name: `u${count}`, admin: false, password: null });
    }
    expect(await found('u')).toHaveLength(20);
    expect((await kim.api('GET', '/users')).status).toBe(400);
    expect((await kim.api('GET', '/users?q=%20')).status).toBe(400);
  });
});
