// Decisions about access, and what the panels ask when they open, on a large site beside what they may take.
import type { Resource } from '../hub/src/sharing/types.js';
import { Harness, type SignedInClient } from '../hub/tests/http/harness.js';
import { compare, median, report } from './report.js';

const SITE = { users: 1000, groups: 200, membersPerGroup: 50, volumes: 3000, grants: 20_000 };
const DECISIONS_MICROSECONDS = 50;
const PANEL_MILLISECONDS = 50;
const ROUNDS = 40;
/** Decisions between two looks at the clock. */
const BATCH = 500;

const harness = await Harness.start({ whole: true });
const { database, grants, accounts } = harness.parts;
const kim = await harness.withToken('kim');
/** In every group: half of all grants reach him. */
const everywhere = await harness.withToken('everywhere');

/** Everybody is in ten groups; half of the grants are to users, half to groups. Kim is in every tenth group. */
function fill(): void {
  const user = database.prepare<[string, string]>(
    "INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, 'Somebody', '')"
  );
  const group = database.prepare<[string, string, string]>(
    "INSERT INTO groups VALUES (?, 'group', ?, ?, '', '', '', 1)"
  );
  const member = database.prepare<[string, string, string]>(
    "INSERT OR IGNORE INTO memberships VALUES (?, ?, ?, 'accepted', NULL, '')"
  );
  const volume = database.prepare<[string, string, string]>(
    `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at)
     VALUES (?, 'user', 'Storage', ?, ?, '', '', '/nowhere', '')`
  );
  const count = <T>(many: number, make: (number: number) => T): T[] =>
    Array.from({ length: many }, (_, number) => make(number));
  // Each volume is granted to others at every turn.
  const turn = (number: number) => Math.floor(number / SITE.volumes) * 7;
  database.transaction(() => {
    count(SITE.users, n => user.run(id('U', n), `user${n}`));
    count(SITE.groups, n => {
      group.run(id('G', n), `group ${n}`, `group ${n}`);
      member.run(id('G', n), id('U', n), 'owner');
      count(SITE.membersPerGroup, m =>
        member.run(id('G', n), id('U', (n * 7 + m * 13) % SITE.users), 'member')
      );
      if (n % 10 === 0) {
        member.run(id('G', n), kim.user.id, 'member');
      }
      member.run(id('G', n), everywhere.user.id, 'member');
    });
    count(SITE.volumes, n => volume.run(id('V', n), id('U', n % SITE.users), `volume${n}`));
    count(SITE.grants, n =>
      grants.grant(
        { kind: 'volume', id: id('V', n % SITE.volumes) },
        n % 2
          ? { kind: 'user', id: id('U', (n * 17 + turn(n)) % SITE.users) }
          : { kind: 'group', id: id('G', (n * 3 + turn(n)) % SITE.groups) },
        n % 3 ? ['read'] : ['read', 'write'],
        null
      )
    );
  });
}

function id(kind: string, number: number): string {
  return `01ARZ3NDEKTSV4RRFFQ69${kind === 'U' ? 'X' : kind}${String(number).padStart(4, '0')}`;
}

function decisions(what: string, decide: (number: number) => void) {
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const begin = performance.now();
    for (let number = 0; number < BATCH; number++) {
      decide(round * BATCH + number);
    }
    ours.push(((performance.now() - begin) * 1000) / BATCH);
  }
  const figures = { ours: median(ours.slice(1)), reference: DECISIONS_MICROSECONDS };
  return compare(what, 'µs', figures, { atMostTimes: 1 });
}

async function panel(what: string, by: SignedInClient, path: string) {
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const begin = performance.now();
    const { status } = await by.api('GET', path);
    ours.push(performance.now() - begin);
    if (status !== 200) {
      throw new Error(`${path} was answered with ${status}`);
    }
  }
  const figures = { ours: median(ours.slice(1)), reference: PANEL_MILLISECONDS };
  return compare(what, 'ms', figures, { atMostTimes: 1 });
}

/** A volume that Kim reaches through a group. */
function reached(): string {
  const [grant] = grants.grantsReaching(kim.user, 'volume').slice(-1);
  return grant?.resource.id ?? '';
}

try {
  fill();
  const made = harness.rows('grants').length;
  if (made < SITE.grants) {
    throw new Error(`Only ${made} grants are there`);
  }
  const users = accounts.listUsers();
  const someone = (number: number) => users[number % users.length]!;
  const volume = (number: number): Resource => {
    const n = (number * 31) % SITE.volumes;
    return { kind: 'volume', id: id('V', n), ownerId: id('U', n % SITE.users) };
  };
  report('access', [
    decisions('one decision', n => grants.may(someone(n), 'write', volume(n))),
    decisions('one decision with its explanation', n =>
      grants.explain(someone(n), 'read', volume(n))
    ),
    await panel('my groups', kim, '/groups'),
    await panel('my invitations', kim, '/invitations'),
    await panel('members of a group', kim, `/groups/${id('G', 10)}/members`),
    await panel('what is shared with a group', kim, `/grants?group=${id('G', 10)}`),
    await panel('what was done in a group', kim, `/activity?group=${id('G', 10)}`),
    await panel('what I can reach', kim, '/grants?user=me'),
    await panel('what I can reach, by name', kim, '/grants?user=me&kind=volume&q=volume29'),
    await panel('what reaches who is in every group', everywhere, '/grants?user=me'),
    await panel(
      'what reaches who is in every group, by name',
      everywhere,
      '/grants?user=me&q=me299'
    ),
    await panel('my volumes', kim, '/volumes?kind=mine'),
    await panel('volumes shared with me', kim, '/volumes?kind=shared'),
    await panel('who reaches a volume', kim, `/grants?resource=volume:${reached()}`),
    await panel('why I reach a volume', kim, `/access?resource=volume:${reached()}&privilege=read`),
    await panel('my links', kim, '/links'),
    await panel('users by the beginning of a name', kim, '/users?q=user5')
  ]);
} finally {
  await harness.stop();
}
