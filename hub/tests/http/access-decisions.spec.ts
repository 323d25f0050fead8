import type * as accounts from '../../src/accounts/scopes.js';
import type * as groups from '../../contract/groups.js';
import { FakeQueries } from '../../src/testing/fake-queries.js';
import { BY_CREDENTIALS, COMERS, Comers } from './access-credentials.js';
import { OF_A_GROUP, SHOWN, TOLD } from './access-rows.js';
import { decidingLines, textAt } from './access-sites.js';
import { decisions as mockDecisions } from './access-spies.js';
import { CALLERS, World } from './access-world.js';

jest.mock('../../contract/groups.js', () => {
  const actual = jest.requireActual<typeof groups>('../../contract/groups.js');
  const mayDoInGroup: typeof actual.mayDoInGroup = (group, action) => {
    const may = actual.mayDoInGroup(group, action);
    return mockDecisions.say('inGroup', action, may, may, true);
  };
  return { ...actual, mayDoInGroup };
});
jest.mock('../../src/accounts/scopes.js', () => {
  const actual = jest.requireActual<typeof accounts>('../../src/accounts/scopes.js');
  const covers: typeof actual.covers = (held, wanted) => {
    const does = actual.covers(held, wanted);
    return mockDecisions.say('scope', 'covers', does, does, true);
  };
  const holdsAny: typeof actual.holdsAny = (held, name) => {
    const does = actual.holdsAny(held, name);
    return mockDecisions.say('scope', 'holdsAny', does, does, true);
  };
  return { ...actual, covers, holdsAny };
});

/** Lines that the table cannot tell from ones that do not ask, and why. */
const NOT_TOLD_APART: Record<string, string> = {
  // It is asked once more before anything is done.
  'groups/members.ts: return { group: access.open(user, id, action).group, mine };':
    'whoever is not invited was turned away before',
  'trash/service.ts: .listVisible(user)': 'asked for each of them whether he may write',
  'databases/routes.ts: .list(user, kind)': 'only those that were granted to him are asked about',
  'search/sources.ts: databases.list(user).flatMap(database => databaseHit(database, query) ?? []),':
    'only those that were granted to him are asked about',
  "accounts/oauth.ts: if (!covers(effectiveScopes(['inherit'], user), client.accessScope)) {":
    'asked when he came to the door',
  'accounts/oauth.ts: .filter(token => token.userId === visitor.id && (token.expiresAt ?? now) >= now)':
    'what it reaches is worked out for the visitor, and names of others are in the scopes',
  "activity/history-routes.ts: return { user, seesAll: user.admin && covers(scopes, 'admin:users') };":
    'who is no administrator holds no such scope',
  // It decides about no access.
  'sharing/sharing.ts: watch.changed(owner, resource, grants.accessTo(owner, resource));':
    'an owner may do everything',
  "sharing/sharing.ts: if (subject.kind === 'user' && subject.id === resource.ownerId) {":
    'who gets it, not who gives it',
  'mounts/setups.ts: const byDefault = new Set(this.volumes.mountsFor(user).map(({ volume }) => volume.id));':
    'a mark on what he may use',
  "volumes/service.ts: const isShared = ({ kind, owner }: Volume) => kind === 'user' && owner?.id !== user.id;":
    'counts what he may use',
  "accounts/acting-user.ts: return user.admin && !covers(scopes, 'admin:groups') ? { ...user, admin: false } : user;":
    'rights are taken away; nobody has fewer than others',
  'accounts/service.ts: admin: wish.admin,': 'what who operates the hub wants',
  'accounts/tokens.ts: : this.store.ofClient(oauthClientId).filter(other => other.userId === user.id)':
    'what of a client is revoked with a token of his own',
  'compat/jupyterhub/authorize-routes.ts: if (user.id !== client.owner.id) {':
    'whether a visit is recorded: hub/tests/http/oauth.spec.ts',
  // Nobody is there to be answered: hub/tests/http/tasks.spec.ts.
  'tasks/access.ts: const held = volume ? this.volumes.privileges(user, volume) : [];':
    'asked while a task runs',
  'tasks/access.ts: const user = { ...account, admin: account.admin && task.request.asAdmin };':
    'asked while a task runs',
  'tasks/service.ts: asAdmin: user.admin': 'kept for when it runs'
};

/** One thing that the table says, of one caller. */
interface Look {
  readonly title: string;
  readonly expected: unknown;
  look(world: World): Promise<unknown>;
}

const SIX = CALLERS.slice(0, 6);
const looksBy = (comers: Comers): readonly Look[] => [
  ...OF_A_GROUP.flatMap(row =>
    SIX.map((caller, at) => ({
      title: `${row[0].id} of ${caller}`,
      expected: row[at + 2],
      look: (world: World) => world.answered(caller, row)
    }))
  ),
  ...SHOWN.flatMap(row =>
    SIX.map((caller, at) => ({
      title: `${row[0].id} shown to ${caller}`,
      expected: row[at + 3],
      look: (world: World) => world.isShown(caller, row)
    }))
  ),
  ...TOLD.map(row => ({
    title: `${row[0].id} told`,
    expected: row.slice(4).join(),
    look: async (world: World) => (await world.told(row)).join()
  })),
  ...BY_CREDENTIALS.flatMap(row =>
    COMERS.map((comer, at) => ({
      title: `${row[0]} of ${comer}`,
      expected: row[at + 3],
      look: () => comers.answered(comer, row)
    }))
  )
];

it('no decision can be left out without the table failing', async () => {
  const world = await World.make('group', { queryRunner: new FakeQueries() });
  const looks = looksBy(await Comers.come(world));
  mockDecisions.start(world);
  const looksAt = new Map<string, Look[]>();
  const wrong: string[] = [];
  for (const look of looks) {
    mockDecisions.refused.clear();
    const said = await look.look(world);
    if (said !== look.expected) {
      wrong.push(`${look.title}: ${said}`);
    }
    for (const site of mockDecisions.refused) {
      looksAt.set(site, [...(looksAt.get(site) ?? []), look]);
    }
  }
  const unnoticed: string[] = [];
  for (const [site, affected] of looksAt) {
    mockDecisions.open = site;
    let isNoticed = false;
    for (const look of affected) {
      isNoticed = (await look.look(world).catch(() => 'failed')) !== look.expected;
      if (isNoticed) {
        break;
      }
    }
    if (!isNoticed) {
      unnoticed.push(site);
    }
  }
  mockDecisions.open = null;
  mockDecisions.stop();
  await world.stop();
  const seen = new Set([...looksAt.keys()].map(site => site.split(' ').slice(0, 2).join(' ')));
  const alike = [...unnoticed, ...decidingLines().filter(line => !seen.has(line))];
  const texts = new Set(alike.map(site => textAt(site.split(' ')[0] as string)));
  expect(wrong).toEqual([]);
  expect(looksAt.size).toBeGreaterThan(100);
  // What the table tells apart needs no reason.
  expect([...texts].sort()).toEqual(Object.keys(NOT_TOLD_APART).sort());
});
