/** @jest-environment node */
import type { Group, Invitation } from '../../hub/contract/groups';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { groupId, makeGroup, makeInvitation, makeMember } from '../testing/sample-groups';
import { GroupsModel } from './model';

function hubWith(
  world: { mine?: Group[]; domains?: Group[]; invitations?: Invitation[] },
  override?: (asked: Asked) => Response | null
) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    const items = one.path.startsWith('/invitations')
      ? world.invitations
      : one.path.includes('scienceDomains')
        ? world.domains
        : world.mine;
    return json({ items: items ?? [], nextCursor: null });
  });
  const events = new FakeEvents();
  const model = new GroupsModel(client, events);
  return { asked, events, model };
}

const standings = (model: GroupsModel) =>
  model.groups.map(({ name, myState }) => `${name} ${myState ?? 'out'}`);
const settled = () => new Promise(resolve => setTimeout(resolve, 0));

describe('GroupsModel', () => {
  it('asks for invitations alone until somebody looks, then once for everything', async () => {
    const invitation = makeInvitation(makeGroup(1, 'astro'));
    const { asked, model } = hubWith({ invitations: [invitation] });
    await model.readInvitations();
    expect(asked.map(({ path }) => path)).toEqual(['/invitations?limit=200']);
    expect(model.invitations).toEqual([invitation]);
    model.open();
    model.open();
    await settled();
    expect(asked).toHaveLength(4);
  });

  it('reads lists to their end and sorts them by name', async () => {
    let page = 0;
    const { model } = hubWith({}, one => {
      if (!one.path.includes('which=mine')) return null;
      page += 1;
      return json({
        items: [makeGroup(page, page === 1 ? 'Zeta' : 'alpha')],
        nextCursor: page === 1 ? 'next' : null
      });
    });
    await model.refresh();
    expect(standings(model)).toEqual(['alpha accepted', 'Zeta accepted']);
  });

  it('follows events, never back in time', async () => {
    const group = makeGroup(1, 'astro', { version: 3 });
    const { events, model } = hubWith({ mine: [group] });
    await model.refresh();
    const emit = (version: number, name: string) =>
      events.received.emit({
        type: 'group',
        id: group.id,
        version,
        body: { ...group, version, name }
      });
    emit(2, 'old name');
    expect(model.find(group.id)?.name).toBe('astro');
    emit(4, 'new name');
    expect(model.find(group.id)?.name).toBe('new name');
    events.received.emit({ type: 'groupDeleted', id: group.id, version: 5 });
    expect(model.groups).toEqual([]);
  });

  it('shows an invitation that comes, and drops it when it is withdrawn', async () => {
    const { events, model } = hubWith({});
    await model.refresh();
    const body = makeInvitation(makeGroup(1, 'astro'));
    const { id } = body.group;
    events.received.emit({ type: 'invitation', id, version: 1, body });
    expect(standings(model)).toEqual(['astro invited']);
    events.received.emit({ type: 'invitationDeleted', id, version: 2 });
    expect(model.invitations).toEqual([]);
    expect(model.groups).toEqual([]);
  });

  it('keeps a science domain in sight whose invitation was declined', async () => {
    const domain = makeGroup(1, 'Turbulence', { kind: 'scienceDomain' });
    const invitation = makeInvitation(domain);
    const { model } = hubWith(
      { domains: [invitation.group], invitations: [invitation] },
      ({ method }) => (method === 'POST' ? new Response(null, { status: 204 }) : null)
    );
    await model.refresh();
    await model.decline(domain.id);
    expect(model.invitations).toEqual([]);
    expect(standings(model)).toEqual(['Turbulence out']);
  });

  it('becomes a member by accepting, and stays invited when that is refused', async () => {
    const group = makeGroup(1, 'astro');
    const invitation = makeInvitation(group);
    let isRefused = true;
    const { model } = hubWith({ invitations: [invitation] }, ({ method }) =>
      method !== 'POST'
        ? null
        : isRefused
          ? problem('not-found', 404)
          : json({ ...group, version: 2, page: '' })
    );
    await model.refresh();
    await expect(model.accept(group.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(standings(model)).toEqual(['astro invited']);
    isRefused = false;
    await model.accept(group.id);
    expect(standings(model)).toEqual(['astro accepted']);
    expect(model.invitations).toEqual([]);
  });

  it('fails in words when nothing was ever read, and keeps the lists when they were', async () => {
    let isDown = true;
    const { model } = hubWith({ mine: [makeGroup(1, 'astro')] }, () =>
      isDown ? problem('internal', 500) : null
    );
    await model.refresh();
    expect(model.state.kind).toBe('failed');
    isDown = false;
    await model.refresh();
    isDown = true;
    await model.refresh();
    expect(model.state.kind).toBe('ready');
    expect(model.groups).toHaveLength(1);
  });

  it('reads inside a group once for all who follow it, again on its news, and no more afterwards', async () => {
    const group = makeGroup(1, 'astro');
    const path = `/groups/${groupId(1)}`;
    const { asked, events, model } = hubWith({ mine: [group] }, one =>
      one.path === path
        ? json({ ...group, page: '' })
        : one.path.startsWith(`${path}/members`)
          ? json({ items: [makeMember('kim', 'owner', 'accepted')], nextCursor: null })
          : one.path.startsWith('/grants')
            ? json({ items: [], nextCursor: null })
            : null
    );
    const looks = () => asked.filter(one => one.path === path).length;
    await model.refresh();
    const inside = model.follow(group.id);
    expect(model.follow(group.id)).toBe(inside);
    await settled();
    expect(looks()).toBe(1);
    expect(model.memberOf(group.id, 'kim')?.role).toBe('owner');
    const news = {
      type: 'group' as const,
      id: group.id,
      version: 2,
      body: { ...group, version: 2 }
    };
    events.received.emit(news);
    await settled();
    expect(looks()).toBe(2);
    model.release(group.id);
    model.release(group.id);
    events.received.emit({ ...news, version: 3 });
    await settled();
    expect(looks()).toBe(2);
    expect(model.memberOf(group.id, 'kim')).toBeNull();
  });
});
