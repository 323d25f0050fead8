import type { Activity } from '../../contract/activity.js';
import { Harness, type SignedInClient } from './harness.js';

let harness: Harness;
let kim: SignedInClient;
let bob: SignedInClient;
let eve: SignedInClient;
let group: string;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim', { admin: true });
  bob = await harness.withToken('bob');
  eve = await harness.withToken('eve');
  group = await make('group');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function make(kind: string): Promise<string> {
  return (await kim.api('POST', '/groups', { name: `astro ${kind}`, kind })).json().id;
}

async function enter(who: SignedInClient, role = 'member', id = group): Promise<void> {
  await kim.api('POST', `/groups/${id}/members`, { users: [who.user.name], role });
  expect((await who.api('POST', `/invitations/${id}/accept`)).status).toBe(200);
}

async function actsSeen(by: SignedInClient, id = group): Promise<string[]> {
  const { items } = (await by.api('GET', `/activity?group=${id}&order=oldest`)).json();
  return items.map(({ actor, action }: Activity) => `${actor?.name ?? '-'} ${action}`);
}

describe('what was done in a group', () => {
  it('is read by its members, what was shared with it too; invitations by those who look after it', async () => {
    await enter(bob);
    await harness.user('sam');
    await kim.api('POST', `/groups/${group}/members`, { users: ['sam'] });
    const resource = { kind: 'volume', id: 'Storage/bob/persistent' };
    const subject = { kind: 'group', id: group };
    await bob.api('PUT', '/grants', { resource, subject, privileges: ['read'] });
    await kim.api('DELETE', `/groups/${group}/members/sam`);
    const all = [
      'kim group.create',
      'kim group.invite',
      'bob group.accept',
      'kim group.invite',
      'bob volume.share',
      'kim group.withdraw'
    ];
    expect(await actsSeen(kim)).toEqual(all);
    expect(await actsSeen(bob)).toEqual([
      'kim group.create',
      'bob group.accept',
      'bob volume.share'
    ]);
    await kim.api('PATCH', `/groups/${group}/members/bob`, { role: 'admin' });
    expect(await actsSeen(bob)).toEqual([...all, 'kim group.changeRole']);
    const csv = await kim.api('GET', `/activity?group=${group}`, undefined, {
      headers: { accept: 'text/csv' }
    });
    expect(csv.text.trim().split('\r\n')).toHaveLength(all.length + 2);
  });

  it('is nothing to who is invited, has left or never was in it', async () => {
    await enter(bob);
    await kim.api('POST', `/groups/${group}/members`, { users: ['eve'] });
    const at = (by: SignedInClient, accept = 'application/json') =>
      by.api('GET', `/activity?group=${group}`, undefined, { headers: { accept } });
    expect((await at(eve)).status).toBe(403);
    expect((await at(eve, 'text/csv')).status).toBe(403);
    await eve.api('POST', `/invitations/${group}/decline`);
    expect((await at(eve)).status).toBe(404);
    await bob.api('POST', `/groups/${group}/leave`);
    expect((await at(bob)).status).toBe(404);
    expect((await at(bob, 'text/csv')).status).toBe(404);
  });

  it('does not tell members that somebody had declined', async () => {
    await enter(bob);
    await kim.api('POST', `/groups/${group}/members`, { users: ['eve'] });
    await eve.api('POST', `/invitations/${group}/decline`);
    await kim.api('DELETE', `/groups/${group}/members/eve`);
    expect(await actsSeen(kim)).toEqual(
      expect.arrayContaining(['eve group.decline', 'kim group.strike'])
    );
    expect(await actsSeen(bob)).toEqual(['kim group.create', 'bob group.accept']);
  });

  it('in a science domain does not tell its thousand members of each other', async () => {
    const domain = await make('scienceDomain');
    await bob.api('POST', `/groups/${domain}/join`);
    await eve.api('POST', `/groups/${domain}/join`);
    expect(await actsSeen(kim, domain)).toEqual([
      'kim group.create',
      'bob group.join',
      'eve group.join'
    ]);
    expect(await actsSeen(bob, domain)).toEqual(['kim group.create']);
  });
});

describe('a group whose owner is disabled', () => {
  const replace = (name: string, heir: string) => harness.parts.groups?.replaceOwner(name, heir);

  it('gets another member as its owner from who runs the site, and those who look after it are told', async () => {
    await enter(bob);
    await enter(eve, 'admin');
    await harness.parts.accounts.setDisabled('kim', true);
    expect(replace('ASTRO group', 'bob')).toMatchObject({ before: { name: 'kim' } });
    expect((await bob.api('GET', `/groups/${group}`)).json()).toMatchObject({
      owner: { name: 'bob' },
      myRole: 'owner'
    });
    for (const client of [bob, eve]) {
      const { items } = (await client.api('GET', '/notifications')).json();
      expect(items[0]).toMatchObject({
        kind: 'membership',
        title: 'bob is the owner of the group “astro group” now'
      });
    }
    expect(await actsSeen(bob)).toContain('- group.handOver');
  });

  it('is handed to nobody who is not in it, nor taken from an owner who can do it himself', async () => {
    await enter(bob);
    const before = harness.digest();
    expect(() => replace(group, 'bob')).toThrow('kim owns it and can hand it over himself');
    await harness.parts.accounts.setDisabled('kim', true);
    const after = harness.digest();
    expect(() => replace(group, 'eve')).toThrow('eve is no member');
    expect(() => replace(group, 'nobody')).toThrow('nobody is no member');
    expect(() => replace('other', 'bob')).toThrow('There is no group other');
    expect(harness.digest()).toBe(after);
    expect(before).not.toBe(after);
  });

  it('is asked for by its id where several have its name', async () => {
    const bobs = (await bob.api('POST', '/groups', { name: 'astro group' })).json().id;
    await harness.parts.accounts.setDisabled('kim', true);
    expect(() => replace('astro group', 'bob')).toThrow(bobs);
  });
});
