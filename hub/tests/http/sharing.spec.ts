import { HubEvent } from '../../contract/events.js';
import type { Grant } from '../../contract/grants.js';
import type { Group } from '../../contract/groups.js';
import { Harness, type SignedInClient } from './harness.js';

const PERSISTENT = { kind: 'volume', id: 'Storage/kim/persistent' };
const ON_PERSISTENT = '/grants?resource=volume:Storage/kim/persistent';

let harness: Harness;
let kim: SignedInClient;
let bob: SignedInClient;
let eve: SignedInClient;
let astro: Group;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  bob = await harness.withToken('bob');
  eve = await harness.withToken('eve');
  astro = (await kim.api('POST', '/groups', { name: 'astro' })).json();
  await join(astro, bob);
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function join(group: Group, client: SignedInClient): Promise<void> {
  await kim.api('POST', `/groups/${group.id}/members`, { users: [client.user.name] });
  expect((await client.api('POST', `/invitations/${group.id}/accept`)).status).toBe(200);
}

const toUser = (name: string) => ({ kind: 'user', id: name });
const toGroup = ({ id }: Group) => ({ kind: 'group', id });
const EVERYONE = { kind: 'everyone', id: '' };

function put(
  by: SignedInClient,
  subject: object,
  privileges: readonly string[],
  resource: object = PERSISTENT
) {
  return by.api('PUT', '/grants', { resource, subject, privileges });
}

async function share(...args: Parameters<typeof put>): Promise<Grant | null> {
  const answer = await put(...args);
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
  return answer.json().grant;
}

async function grantsOf(by: SignedInClient, path: string): Promise<string[]> {
  const answer = await by.api('GET', path);
  expect(answer.status).toBe(200);
  return answer
    .json()
    .items.map(
      ({ resource, subject, privileges }: Grant) =>
        `${resource.name} to ${subject.kind} ${subject.name}: ${privileges.join(' ')}`
    );
}

async function mayOf(by: SignedInClient): Promise<string[] | number> {
  const answer = await by.api('GET', '/volumes/Storage/kim/persistent');
  return answer.status === 200 ? answer.json().privileges : answer.status;
}

function eventsOf(of: SignedInClient, type: HubEvent['type']): object[] {
  return harness
    .rows('events')
    .map(row => row as { user_id: string; event: string })
    .filter(row => row.user_id === of.user.id)
    .map(row => HubEvent.parse(JSON.parse(row.event)))
    .filter(event => event.type === type);
}

describe('sharing', () => {
  it('gives a user what its owner says, and takes it back, at once', async () => {
    expect(await mayOf(eve)).toBe(404);
    const grant = await share(kim, toUser('eve'), ['read']);
    expect(grant).toMatchObject({
      resource: { kind: 'volume', name: 'Storage/kim/persistent', owner: { name: 'kim' } },
      subject: { kind: 'user', id: 'eve', name: 'eve' },
      privileges: ['read'],
      grantedBy: { name: 'kim', displayName: 'kim' }
    });
    expect(await mayOf(eve)).toEqual(['read']);
    await share(kim, toUser('eve'), ['read', 'write']);
    expect(await mayOf(eve)).toEqual(['read', 'write']);
    expect(await share(kim, toUser('eve'), [])).toBeNull();
    expect(await mayOf(eve)).toBe(404);
  });

  it('reaches a group: whoever it accepts, as long as he is in it', async () => {
    await share(kim, toGroup(astro), ['read', 'write']);
    expect(await mayOf(bob)).toEqual(['read', 'write']);
    await kim.api('POST', `/groups/${astro.id}/members`, { users: ['eve'] });
    expect(await mayOf(eve)).toBe(404);
    await eve.api('POST', `/invitations/${astro.id}/accept`);
    expect(await mayOf(eve)).toEqual(['read', 'write']);
    await eve.api('POST', `/groups/${astro.id}/leave`);
    expect(await mayOf(eve)).toBe(404);
    await kim.api('DELETE', `/groups/${astro.id}/members/bob`);
    expect(await mayOf(bob)).toBe(404);
  });

  it('ends with the group', async () => {
    await share(kim, toGroup(astro), ['read']);
    await kim.api('DELETE', `/groups/${astro.id}`);
    expect(await mayOf(bob)).toBe(404);
    expect(
      harness.rows('grants').map(row => (row as { subject_kind: string }).subject_kind)
    ).toEqual(harness.rows('grants').map(() => 'everyone'));
  });

  it('lets the volume appear and vanish without a reload', async () => {
    await share(kim, toGroup(astro), ['read']);
    const id = (await kim.api('GET', '/volumes/Storage/kim/persistent')).json().id;
    expect(eventsOf(bob, 'volume')).toMatchObject([{ id, body: { privileges: ['read'] } }]);
    await share(kim, toGroup(astro), ['read', 'write']);
    expect(eventsOf(bob, 'volume')[1]).toMatchObject({ body: { privileges: ['read', 'write'] } });
    expect(eventsOf(kim, 'volume')).toMatchObject([
      { body: { sharing: 'shared' } },
      { body: { sharing: 'shared' } }
    ]);
    await bob.api('POST', `/groups/${astro.id}/leave`);
    expect(eventsOf(bob, 'volumeDeleted')).toMatchObject([{ id }]);
    await join(astro, bob);
    expect(eventsOf(bob, 'volume')).toHaveLength(3);
    await share(kim, toGroup(astro), []);
    expect(eventsOf(bob, 'volumeDeleted')).toHaveLength(2);
    expect(eventsOf(eve, 'volume')).toEqual([]);
    expect(eventsOf(bob, 'grantsChanged')).toHaveLength(3);
    expect(eventsOf(kim, 'grantsChanged')).toHaveLength(3);
  });

  it('does not take what comes another way', async () => {
    await share(kim, toUser('bob'), ['read']);
    await share(kim, toGroup(astro), ['read', 'write']);
    await bob.api('POST', `/groups/${astro.id}/leave`);
    expect(await mayOf(bob)).toEqual(['read']);
    expect(eventsOf(bob, 'volumeDeleted')).toEqual([]);
    expect(eventsOf(bob, 'volume').at(-1)).toMatchObject({ body: { privileges: ['read'] } });
  });

  it('includes reading in everything else, and says the same only once', async () => {
    expect(await share(kim, toUser('eve'), ['grant', 'write', 'write'])).toMatchObject({
      privileges: ['read', 'write', 'grant']
    });
    const before = harness.digest();
    await share(kim, toUser('eve'), ['read', 'write', 'grant']);
    expect(harness.digest()).toBe(before);
  });

  it('tells whom it concerns', async () => {
    await share(kim, toGroup(astro), ['read', 'write']);
    const [told] = (await bob.api('GET', '/notifications')).json().items;
    expect(told).toMatchObject({
      kind: 'share',
      title: 'kim shares Storage/kim/persistent with the group “astro”',
      body: 'You may read and write it.'
    });
    await share(kim, toGroup(astro), []);
    expect((await bob.api('GET', '/notifications')).json().items[0].title).toBe(
      'Storage/kim/persistent is no longer shared with the group “astro”'
    );
    expect(
      (await kim.api('GET', '/notifications'))
        .json()
        .items.filter(({ kind }: { kind: string }) => kind === 'share')
    ).toEqual([]);
    const acts = harness.rows('activity') as { action: string; detail: string }[];
    expect(acts.slice(-2).map(({ action, detail }) => `${action}: ${detail}`)).toEqual([
      'volume.share: Shared Storage/kim/persistent with the group “astro”: read and write',
      'volume.unshare: No longer shares Storage/kim/persistent with the group “astro”'
    ]);
  });
});

describe('who may share', () => {
  it('gives no more than he has, but leaves others what they have', async () => {
    await share(kim, toUser('bob'), ['read', 'grant']);
    await share(bob, toUser('eve'), ['read', 'grant']);
    const refused = await put(bob, toUser('eve'), ['write']);
    expect([refused.status, refused.json().detail]).toEqual([
      403,
      'You may not write here yourself'
    ]);
    await share(kim, toUser('eve'), ['write']);
    await share(bob, toUser('eve'), ['write', 'grant']);
    expect(await mayOf(eve)).toEqual(['read', 'write', 'grant']);
  });

  it('is the owner, or whom he lets', async () => {
    await share(kim, toUser('bob'), ['write']);
    const before = harness.digest();
    expect((await put(bob, toUser('eve'), ['read'])).status).toBe(403);
    expect((await put(bob, EVERYONE, ['read'])).status).toBe(403);
    expect((await put(eve, toUser('eve'), ['read'])).status).toBe(404);
    expect((await put(kim, toUser('kim'), ['read'])).status).toBe(409);
    expect((await put(bob, toUser('kim'), [])).status).toBe(409);
    expect(harness.digest()).toBe(before);
  });

  it('with everyone are administrators only, and only what is theirs or the site’s', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    const before = harness.digest();
    expect((await put(kim, EVERYONE, ['read'])).status).toBe(403);
    expect((await put(ada, EVERYONE, ['read'])).status).toBe(404);
    expect(harness.digest()).toBe(before);
    await share(ada, EVERYONE, ['read'], { kind: 'volume', id: 'Storage/ada/persistent' });
    expect((await eve.api('GET', '/volumes/Storage/ada/persistent')).json()).toMatchObject({
      privileges: ['read'],
      sharing: 'public'
    });
    expect(eventsOf(eve, 'volume')).toHaveLength(1);
  });

  it('is not an administrator by the token of a JupyterLab page', async () => {
    const ada = await harness.user('ada', { admin: true });
    const page = harness.bearer(harness.apiToken(ada, ['custom:labcommons!user=ada']));
    const answer = await page.api('PUT', '/grants', {
      resource: { kind: 'volume', id: 'Storage/ada/persistent' },
      subject: EVERYONE,
      privileges: ['read']
    });
    expect(answer.status).toBe(403);
  });

  it('names users and groups that he can see', async () => {
    const other = (await eve.api('POST', '/groups', { name: 'others' })).json();
    const before = harness.digest();
    for (const subject of [
      toUser('nobody'),
      toGroup(other),
      { kind: 'group', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }
    ]) {
      expect((await put(kim, subject, ['read'])).status).toBe(404);
      expect((await put(kim, subject, [])).status).toBe(404);
    }
    await harness.parts.accounts.setDisabled('eve', true);
    expect((await put(kim, toUser('eve'), ['read'])).status).toBe(404);
    expect(before).toContain('grants');
  });

  it('takes back what was given to somebody who is disabled, or to a group he has left', async () => {
    await share(kim, toUser('eve'), ['read']);
    const others = (await eve.api('POST', '/groups', { name: 'others' })).json();
    await eve.api('POST', `/groups/${others.id}/members`, { users: ['kim'] });
    await kim.api('POST', `/invitations/${others.id}/accept`);
    await share(kim, toGroup(others), ['read']);
    await kim.api('POST', `/groups/${others.id}/leave`);
    expect((await put(kim, toGroup(others), ['write'])).status).toBe(404);
    await share(kim, toGroup(others), []);
    await harness.parts.accounts.setDisabled('eve', true);
    await share(kim, toUser('eve'), []);
    expect(await grantsOf(kim, ON_PERSISTENT)).toEqual([]);
  });

  it('with a science domain are those who look after it', async () => {
    const ada = await harness.withToken('ada', { admin: true });
    const wish = { name: 'Turbulence', kind: 'scienceDomain' };
    const domain = (await ada.api('POST', '/groups', wish)).json();
    await kim.api('POST', `/groups/${domain.id}/join`);
    expect((await put(kim, toGroup(domain), ['read'])).status).toBe(403);
    await ada.api('PATCH', `/groups/${domain.id}/members/kim`, { role: 'admin' });
    await share(kim, toGroup(domain), ['read']);
    expect(await grantsOf(eve, `/grants?group=${domain.id}`)).toEqual([
      'Storage/kim/persistent to group Turbulence: read'
    ]);
    expect(await mayOf(eve)).toBe(404);
    await eve.api('POST', `/groups/${domain.id}/join`);
    expect(await mayOf(eve)).toEqual(['read']);
  });
});

describe('what one was given', () => {
  it('one may throw away', async () => {
    await share(kim, toUser('eve'), ['read', 'write']);
    expect((await put(eve, toUser('eve'), ['read'])).status).toBe(403);
    await share(eve, toUser('eve'), []);
    expect(await mayOf(eve)).toBe(404);
  });

  it('those who look after a group throw out of it', async () => {
    await share(kim, toGroup(astro), ['read']);
    await join(astro, eve);
    await kim.api('PATCH', `/groups/${astro.id}/members/bob`, { role: 'admin' });
    expect((await put(eve, toGroup(astro), [])).status).toBe(403);
    await share(bob, toGroup(astro), []);
    expect(await mayOf(eve)).toBe(404);
  });
});

describe('grants', () => {
  beforeEach(async () => {
    await share(kim, toGroup(astro), ['read']);
    await share(kim, toUser('eve'), ['read', 'write']);
  });

  it('are seen by resource: all by who may share it, by others what reaches them', async () => {
    const all = [
      'Storage/kim/persistent to group astro: read',
      'Storage/kim/persistent to user eve: read write'
    ];
    expect(await grantsOf(kim, ON_PERSISTENT)).toEqual(all);
    const { id } = (await kim.api('GET', '/volumes/Storage/kim/persistent')).json();
    expect(await grantsOf(kim, `/grants?resource=volume:${id}`)).toEqual(all);
    expect(await grantsOf(bob, ON_PERSISTENT)).toEqual(all.slice(0, 1));
    expect(await grantsOf(eve, ON_PERSISTENT)).toEqual(all.slice(1));
    const stranger = await harness.withToken('sam');
    expect((await stranger.api('GET', ON_PERSISTENT)).status).toBe(404);
  });

  it('are seen by group, from inside', async () => {
    expect(await grantsOf(bob, `/grants?group=${astro.id}`)).toEqual([
      'Storage/kim/persistent to group astro: read'
    ]);
    expect((await eve.api('GET', `/grants?group=${astro.id}`)).status).toBe(404);
    await kim.api('POST', `/groups/${astro.id}/members`, { users: ['eve'] });
    expect((await eve.api('GET', `/grants?group=${astro.id}`)).status).toBe(403);
  });

  it('are seen by the user: what he can reach, and through whom', async () => {
    await join(astro, eve);
    const mine = (await grantsOf(eve, '/grants?user=me')).filter(line => line.includes('kim'));
    expect(mine).toEqual([
      'Storage/kim/persistent to group astro: read',
      'Storage/kim/persistent to user eve: read write'
    ]);
    expect((await grantsOf(kim, '/grants?user=me')).filter(line => line.includes('user'))).toEqual(
      []
    );
  });

  it('are found by kind, by how they came, and by a part of the name', async () => {
    await join(astro, eve);
    const found = async (query: string) =>
      (await grantsOf(eve, `/grants?user=me${query}`)).filter(line => line.includes('kim'));
    const inPerson = 'Storage/kim/persistent to user eve: read write';
    const byGroup = 'Storage/kim/persistent to group astro: read';
    expect(await found('&through=user')).toEqual([inPerson]);
    expect(await found('&through=group')).toEqual([byGroup]);
    expect(await found('&through=everyone')).toEqual([]);
    expect(await found('&kind=volume&q=KIM%2Fpers')).toEqual([byGroup, inPerson]);
    expect(await found('&kind=image')).toEqual([]);
    expect(await found('&q=nothing')).toEqual([]);
    const all = (await eve.api('GET', '/grants?user=me&q=scientific')).json().items;
    expect(all.map(({ resource }: Grant) => resource.kind)).toEqual(['image']);
    const first = (await eve.api('GET', '/grants?user=me&q=kim&limit=1')).json();
    const second = await eve.api('GET', `/grants?user=me&q=kim&limit=1&cursor=${first.nextCursor}`);
    expect([first, second.json()]).toMatchObject([
      { items: [{ subject: { kind: 'group' } }] },
      { items: [{ subject: { kind: 'user' } }], nextCursor: null }
    ]);
    for (const query of ['&kind=job&group=x', `&q=a`, '&through=user']) {
      const answer = await eve.api('GET', `${ON_PERSISTENT}${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });

  it('come page by page', async () => {
    const first = (await kim.api('GET', `${ON_PERSISTENT}&limit=1`)).json();
    expect(first.items).toHaveLength(1);
    const next = await kim.api('GET', `${ON_PERSISTENT}&limit=1&cursor=${first.nextCursor}`);
    expect(next.json()).toMatchObject({
      items: [{ subject: { kind: 'user', id: 'eve' } }],
      nextCursor: null
    });
  });

  it('on what was deleted are not shown', async () => {
    harness.parts.database
      .prepare("UPDATE volumes SET deleted_at = '2026' WHERE owner_id = ?")
      .run(kim.user.id);
    expect(await grantsOf(bob, `/grants?group=${astro.id}`)).toEqual([]);
  });

  it.each([
    '',
    '?user=kim',
    '?user=me&group=01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '?resource=volume',
    '?resource=server:x',
    '?group=x',
    '?user=me&cursor=x',
    '?user=me&limit=0'
  ])('are not listed by %s', async query => {
    expect((await kim.api('GET', `/grants${query}`)).status).toBe(400);
  });

  it.each([
    ['a privilege that there is not on volumes', { privileges: ['use'] }],
    ['a privilege that there is not', { privileges: ['own'] }],
    ['a kind that is not shared', { resource: { kind: 'server', id: 'x' } }],
    ['everyone by name', { subject: { kind: 'everyone', id: 'all' } }],
    ['a group by name', { subject: { kind: 'group', id: 'astro' } }],
    ['a user by no name', { subject: { kind: 'user', id: 'Eve' } }],
    ['another field', { until: '2027' }]
  ])('are not made with %s', async (_title, change) => {
    const before = harness.digest();
    const body = { resource: PERSISTENT, subject: toUser('eve'), privileges: ['read'], ...change };
    expect((await kim.api('PUT', '/grants', body)).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });
});

describe('access', () => {
  const explained = async (by: SignedInClient, privilege: string) => {
    const path = `/access?resource=volume:Storage/kim/persistent&privilege=${privilege}`;
    const answer = await by.api('GET', path);
    return answer.status === 200 ? answer.json().explanation : answer.status;
  };
  const today = () => harness.parts.clock().toISOString().slice(0, 10);

  it('is explained: through what, granted by whom and when', async () => {
    await share(kim, toGroup(astro), ['read', 'write']);
    await share(kim, toUser('eve'), ['read', 'grant']);
    expect(await explained(kim, 'write')).toBe('write, as its owner');
    expect(await explained(bob, 'write')).toBe(
      `write, through group astro, granted by kim on ${today()}`
    );
    expect(await explained(bob, 'grant')).toBe('You may not grant');
    expect(await explained(eve, 'read')).toBe(`read, granted to you by kim on ${today()}`);
    expect(await explained(await harness.withToken('sam'), 'read')).toBe(404);
  });

  it('names the grant that gives it, and its date, until it is another', async () => {
    await share(kim, toGroup(astro), ['read']);
    const path = '/access?resource=volume:Storage/kim/persistent&privilege=read';
    const first = (await bob.api('GET', path)).json();
    expect(first).toMatchObject({
      allowed: true,
      through: 'grant',
      grant: { subject: { kind: 'group', id: astro.id, name: 'astro' }, privileges: ['read'] }
    });
    harness.advance(86_400_000);
    await share(kim, toGroup(astro), ['read']);
    expect((await bob.api('GET', path)).json()).toEqual(first);
    await share(kim, toGroup(astro), ['write']);
    expect((await bob.api('GET', path)).json().explanation).toContain(`kim on ${today()}`);
  });
});
