import { ENDPOINTS } from '../../contract/api.js';
import { comparable } from './access-compare.js';
import { BY_CREDENTIALS, COMERS, Comers } from './access-credentials.js';
import { OF_A_GROUP, OF_A_SCIENCE_DOMAIN, SHOWN, TOLD } from './access-rows.js';
import { CALLERS, MISSING, World } from './access-world.js';

describe.each([
  ['a group', 'group', OF_A_GROUP],
  ['a science domain', 'scienceDomain', OF_A_SCIENCE_DOMAIN]
] as const)('in %s', (_title, kind, table) => {
  let world: World;
  beforeAll(async () => {
    world = await World.make(kind);
  });
  afterAll(async () => {
    expect(world.harness.internalErrors).toEqual([]);
    await world.stop();
  });

  const rows = table.map((row, index) => [`${index + 1} ${row[0].id}`, row] as const);

  it.each(rows)('%s answers each caller as the table says', async (_id, row) => {
    const [, , ...statuses] = row;
    const expected = [...statuses, 401, 401];
    const answered: number[] = [];
    for (const caller of CALLERS) {
      answered.push(await world.answered(caller, row));
    }
    expect(Object.fromEntries(CALLERS.map((caller, at) => [caller, answered[at]]))).toEqual(
      Object.fromEntries(CALLERS.map((caller, at) => [caller, expected[at]]))
    );
  });

  it.each(rows)('%s changes nothing where it refuses', async (_id, row) => {
    const [, , ...statuses] = row;
    const before = world.digest();
    for (const [at, caller] of CALLERS.entries()) {
      if ((statuses[at] ?? 401) >= 400) {
        await world.call(caller, row);
        expect(`${caller}\n${world.digest()}`).toBe(`${caller}\n${before}`);
      }
    }
  });

  it.each(rows)('%s tells nobody a hidden thing from a missing one', async (_id, row) => {
    const [, , ...statuses] = row;
    for (const [at, caller] of CALLERS.entries()) {
      if ([404, 401].includes(statuses[at] ?? 401)) {
        const hidden = await world.call(caller, row);
        const missing = await world.call(caller, row, MISSING);
        expect([caller, comparable(missing, MISSING)]).toEqual([
          caller,
          comparable(hidden, world.ids)
        ]);
      }
    }
  });
});

describe('to each caller', () => {
  let world: World;
  let comers: Comers;
  beforeAll(async () => {
    world = await World.make('group');
    comers = await Comers.come(world);
  });
  afterAll(() => world.stop());

  const numbered = <T extends readonly [{ id: string }, ...unknown[]]>(table: readonly T[]) =>
    table.map((row, index) => [`${index + 1} ${row[0].id}`, row] as const);

  it.each(numbered(SHOWN))('%s shows what it may', async (_id, row) => {
    const [, , , ...expected] = row;
    const shown: boolean[] = [];
    for (const caller of CALLERS) {
      shown.push(await world.isShown(caller, row));
    }
    expect(shown).toEqual([...expected, false, false]);
  });

  it.each(numbered(TOLD))('%s tells what concerns him', async (_id, row) => {
    const [, , , , ...expected] = row;
    expect(await world.told(row)).toEqual(expected);
  });

  const byCredentials = BY_CREDENTIALS.map(
    (row, index) => [`${index + 1} ${row[0]}`, row] as const
  );

  it.each(byCredentials)('%s reaches as far as the credentials', async (_id, row) => {
    const [, , , ...expected] = row;
    const answered: (number | boolean)[] = [];
    for (const comer of COMERS) {
      answered.push(await comers.answered(comer, row));
    }
    expect(Object.fromEntries(COMERS.map((comer, at) => [comer, answered[at]]))).toEqual(
      Object.fromEntries(COMERS.map((comer, at) => [comer, expected[at]]))
    );
  });
});

it('the table holds every endpoint of groups, grants, links and databases, and those that read volumes and jobs', () => {
  const wanted = ENDPOINTS.filter(
    ({ method, path }) =>
      /^\/(groups|invitations|users|grants|access|links|databases)\b/.test(path) ||
      path.startsWith('/jobs/{id}') ||
      (method === 'GET' && path.startsWith('/volumes'))
  ).map(({ id }) => id);
  const there = new Set([...OF_A_GROUP, ...OF_A_SCIENCE_DOMAIN].map(([{ id }]) => id));
  expect(wanted.filter(id => !there.has(id))).toEqual([]);
});
