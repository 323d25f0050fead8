/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { Grant } from '../../hub/contract/grants';
import type { Volume } from '../../hub/contract/volumes';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeDatabase } from '../testing/sample-databases';
import { groupId, makeGrant, makeGroup } from '../testing/sample-groups';
import { until } from '../testing/until';
import { levelOf, privilegeWords, privilegesOf } from './levels';
import { ShareForm } from './share-form';
import type { ThingRef } from './shared-thing';

const trans = nullTranslator.load('labcommons');

const VOLUME: Volume = {
  id: groupId(900),
  address: 'Storage/kim/thesis',
  kind: 'user',
  root: 'Storage',
  owner: 'kim',
  name: 'thesis',
  title: 'thesis',
  description: '',
  privileges: ['read', 'write', 'grant'],
  sharing: 'shared',
  isDefault: false,
  mountPath: null,
  usage: null,
  expiry: null,
  overQuota: false,
  version: 1,
  createdAt: '2026-11-20T10:00:00Z'
};
const STARS = makeDatabase(1, 'kim/stars');
const ANA = { kind: 'user' as const, id: 'ana', name: 'Ana Pereira' };
const ASTRO = makeGroup(1, 'astro-lab');

interface World {
  grants?: Grant[];
  isAdmin?: boolean;
  thing?: ThingRef;
  override?: (asked: Asked) => Response | null;
}

async function formWith({ grants = [], isAdmin = false, thing, override }: World = {}) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    if (one.path.startsWith('/volumes/')) return json(VOLUME);
    if (one.path.startsWith('/databases/')) return json(STARS);
    if (one.path === '/me') return json(me(isAdmin));
    if (one.path.startsWith('/access')) {
      return json({ allowed: true, through: 'ownership', grant: null, explanation: 'as owner' });
    }
    if (one.path.startsWith('/users')) {
      return json({ items: [{ name: 'ana', displayName: 'Ana Pereira' }] });
    }
    if (one.method === 'PUT') return json({ grant: null });
    return json({ items: grants, nextCursor: null });
  });
  const events = new FakeEvents();
  const form = new ShareForm({
    client,
    events,
    thing: thing ?? { kind: 'volume', id: VOLUME.address },
    groups: () => [ASTRO, makeGroup(2, 'astro-public', { kind: 'scienceDomain' })],
    trans
  });
  await until(() => form.state.kind !== 'loading');
  const puts = () => asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  return { asked, events, form, puts };
}

function me(admin: boolean) {
  return {
    id: groupId(901),
    name: 'kim',
    displayName: 'Kim Lee',
    admin,
    groups: [],
    scopes: [],
    limits: { servers: 1, runningJobs: 1, queuedJobs: 1, links: null },
    features: []
  };
}

describe('levels', () => {
  it.each([
    [{ access: 'read', mayShare: false }, ['read'], 'read'],
    [{ access: 'write', mayShare: false }, ['read', 'write'], 'read & write'],
    [{ access: 'write', mayShare: true }, ['read', 'write', 'grant'], 'read & write · share on']
  ] as const)('%j are privileges, and back', (level, privileges, words) => {
    expect(privilegesOf(level)).toEqual(privileges);
    expect(levelOf(privileges)).toEqual(level);
    expect(privilegeWords(privileges, trans, 'volume')).toBe(words);
  });
});

describe('ShareForm', () => {
  it('offers groups that one may share with and people; everyone only to administrators', async () => {
    const offered = async (isAdmin: boolean, text: string) => {
      const { form } = await formWith({ isAdmin });
      return (await form.search(text)).map(({ key }) => key);
    };
    expect(await offered(false, 'lab')).toEqual([`group:${ASTRO.id}`, 'user:ana']);
    expect(await offered(false, 'every')).toEqual(['user:ana']);
    expect(await offered(true, 'every')).toEqual(['everyone:', 'user:ana']);
  });

  it('does not offer again who has access', async () => {
    const { form } = await formWith({ grants: [makeGrant(VOLUME, ANA, ['read'])] });
    expect((await form.search('ana')).find(({ key }) => key === 'user:ana')?.against).toMatch(
      /already/
    );
  });

  it('shares with each of those chosen, and keeps whom the hub refused', async () => {
    const { form, puts } = await formWith({
      override: one =>
        one.method === 'PUT' && JSON.stringify(one.body).includes('"ana"')
          ? problem('conflict', 409, { detail: 'Ana is away.' })
          : null
    });
    form.chosen = (await form.search('astro-lab')).filter(({ against }) => against === null);
    form.level = { access: 'write', mayShare: false };
    await form.share();
    expect(puts()).toEqual([
      {
        resource: { kind: 'volume', id: VOLUME.id },
        subject: { kind: 'group', id: ASTRO.id },
        privileges: ['read', 'write']
      },
      expect.objectContaining({ subject: { kind: 'user', id: 'ana' } })
    ]);
    expect(form.done).toBe('Shared with astro-lab.');
    expect(form.failure).toBe('Ana Pereira: Ana is away.');
    expect(form.chosen.map(({ key }) => key)).toEqual(['user:ana']);
  });

  it('shares a database for reading or writing, as a volume', async () => {
    const { events, asked, form, puts } = await formWith({
      thing: { kind: 'database', id: STARS.address }
    });
    expect(form.state).toMatchObject({ thing: { kind: 'database', id: STARS.id, name: 'stars' } });
    form.chosen = await form.search('ana');
    form.level = { access: 'write', mayShare: false };
    await form.share();
    expect(puts()).toEqual([
      {
        resource: { kind: 'database', id: STARS.id },
        subject: { kind: 'user', id: 'ana' },
        privileges: ['read', 'write']
      }
    ]);
    const before = asked.length;
    events.received.emit({ type: 'database', id: STARS.id, version: 1, body: STARS });
    expect(asked.length).toBeGreaterThan(before);
  });

  it('shows a change at once, and takes it back when the hub refuses', async () => {
    const grant = makeGrant(VOLUME, ANA, ['read']);
    const { form } = await formWith({
      grants: [grant],
      override: ({ method }) => (method === 'PUT' ? problem('not-allowed', 403) : null)
    });
    const changed = form.change(grant, { access: 'write', mayShare: false });
    expect(form.privilegesOf(grant)).toEqual(['read', 'write']);
    expect(form.isPending(grant)).toBe(true);
    await changed;
    expect(form.privilegesOf(grant)).toEqual(['read']);
    expect(form.failure).toMatch(/^Ana Pereira: /);
  });

  it('withdraws, and gives back exactly what was withdrawn', async () => {
    const grant = makeGrant(VOLUME, ANA, ['read', 'grant']);
    const { form, puts } = await formWith({ grants: [grant] });
    await form.withdraw(grant);
    expect(form.withdrawn).toBe(grant);
    await form.undo();
    expect(form.withdrawn).toBeNull();
    expect(puts()).toMatchObject([{ privileges: [] }, { privileges: ['read', 'grant'] }]);
  });

  it('is over once own access is given up', async () => {
    const grant = makeGrant(VOLUME, { kind: 'user', id: 'kim', name: 'Kim Lee' }, ['read']);
    const { form, puts } = await formWith();
    await form.giveUp(grant);
    expect(puts()).toMatchObject([{ subject: { kind: 'user', id: 'kim' }, privileges: [] }]);
    expect(form.state.kind).toBe('givenUp');
    expect(form.withdrawn).toBeNull();
  });

  it('reads again when somebody else changes it, and only then', async () => {
    const { asked, events, form } = await formWith();
    const looks = () => asked.filter(({ path }) => path.startsWith('/grants?')).length;
    const change = (id: string) =>
      events.received.emit({ type: 'grantsChanged', resource: { kind: 'volume', id } });
    expect(looks()).toBe(1);
    change(groupId(5));
    change(VOLUME.id);
    await until(() => looks() === 2);
    form.dispose();
    change(VOLUME.id);
    await new Promise(resolve => setTimeout(resolve, 5));
    expect(looks()).toBe(2);
  });
});
