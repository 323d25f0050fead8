import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { GroupAccess } from '../../src/groups/access.js';
import { GroupStore } from '../../src/groups/store.js';
import { GrantService } from '../../src/sharing/service.js';
import type { Explanation } from '../../src/sharing/may-do.js';
import type { GrantedPrivilege, Resource } from '../../src/sharing/types.js';
import { OF_A_GROUP, SHOWN, TOLD } from './access-rows.js';
import { CALLERS, World } from './access-world.js';

const SOURCES = join(import.meta.dirname, '../../src');

/** Where a decision is handed on: it is made for whoever called them. */
const HANDED_ON = ['sharing/service.ts', 'volumes/service.ts', 'compute/compose.ts'];

/**
 * Lines that the table cannot tell from ones that do not ask, and why: it is asked once more before anything is done, or
 * only said who is told.
 */
const NOT_TOLD_APART: Record<string, string> = {
  'sharing/sharing.ts: watch.changed(owner, resource, grants.accessTo(owner, resource));':
    'an owner may do everything',
  'sharing/access-changes.ts: const before = this.grants.accessOf(users, resources);':
    'an event more, to who may see it',
  'sharing/access-changes.ts: const after = this.grants.accessOf(users, resources);':
    'an event, which says what he may do',
  'groups/members.ts: return { group: access.open(user, id, action).group, mine };':
    'only who is invited comes so far',
  'mounts/setups.ts: const byDefault = new Set(this.volumes.mountsFor(user).map(({ volume }) => volume.id));':
    'a mark on what he may use',
  'jobs/choices.ts: this.volumes.mountsFor(user).map(({ volume, access }) => ({ volume: volume.id, access }));':
    'plan asks for each',
  'snapshots/service.ts: mustWrite(volumes.privileges(user, volume), volume);':
    'the task asks for its target',
  'datasets/service.ts: const volume = volumes.find(user, address);': 'writing the file asks again',
  'trash/service.ts: .listVisible(user)': 'asked for each of them whether he may write',
  // When a task runs nobody is there to be answered: hub/tests/http/tasks.spec.ts has those.
  'tasks/access.ts: const held = volume ? this.volumes.privileges(user, volume) : [];':
    'asked while a task runs'
};

/** The line that asks for a decision, `file:line`; null outside of the hub. */
function asker(): string | null {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  for (const frame of frames) {
    const [, path = '', line = ''] = /\(?(\/[^():]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    const file = relative(SOURCES, path);
    if (path.startsWith(SOURCES) && !HANDED_ON.includes(file)) {
      return `${file}:${line}`;
    }
  }
  return null;
}

/** What is decided, and by whose leave it is decided otherwise. */
class Decisions {
  /** Where somebody was refused since {@link listen}. */
  readonly refused = new Set<string>();
  /** Where everybody may do everything. */
  open: string | null = null;

  say<T>(kind: string, decided: T, isYes: boolean, yes: T): T {
    const from = isYes ? null : asker();
    if (from === null) {
      return decided;
    }
    const site = `${from} ${kind}`;
    this.refused.add(site);
    return site === this.open ? yes : decided;
  }
}

const ALL: GrantedPrivilege[] = ['read', 'write', 'grant', 'use'];
/** Nothing may be done with all four: a volume is not used, an image not read. */
const isAll = (held: readonly GrantedPrivilege[]) => held.length >= 3;

function spyOn(decisions: Decisions, world: World): void {
  const { may, accessTo, accessThrough, explain } = GrantService.prototype;
  const open = Object.getOwnPropertyDescriptor(GroupAccess.prototype, 'open')
    ?.value as GroupAccess['open'];
  jest.spyOn(GrantService.prototype, 'may').mockImplementation(function (
    this: GrantService,
    user,
    action,
    resource
  ) {
    const decided = may.call(this, user, action, resource);
    return decisions.say(`${resource.kind} ${action}`, decided, decided, true);
  });
  jest.spyOn(GrantService.prototype, 'explain').mockImplementation(function (
    this: GrantService,
    user,
    action,
    resource
  ) {
    const decided = explain.call(this, user, action, resource);
    const yes: Explanation = { allowed: true, through: 'ownership' };
    return decisions.say(`${resource.kind} ${action}`, decided, decided.allowed, yes);
  });
  jest.spyOn(GrantService.prototype, 'accessTo').mockImplementation(function (
    this: GrantService,
    user,
    resource
  ) {
    const held = accessTo.call(this, user, resource);
    return decisions.say(resource.kind, held, isAll(held), [...ALL]);
  });
  jest.spyOn(GrantService.prototype, 'accessThrough').mockImplementation(function (
    this: GrantService,
    user,
    reaching,
    resources: readonly Resource[]
  ) {
    return accessThrough
      .call(this, user, reaching, resources)
      .map(held => decisions.say('volume', held, isAll(held), [...ALL]));
  });
  jest.spyOn(GroupAccess.prototype, 'open').mockImplementation(function (
    this: GroupAccess,
    user,
    id,
    action
  ) {
    try {
      return open.call(this, user, id, action);
    } catch (error) {
      const store = new GroupStore(world.harness.parts.database);
      const group = store.byId(id);
      const yes = group && { group, mine: store.membership(id, user.id) };
      const said = decisions.say(`group ${action}`, null, false, yes);
      if (said === null) {
        throw error;
      }
      return said;
    }
  });
}

/** One thing that the table says, of one caller. */
interface Look {
  readonly title: string;
  readonly expected: unknown;
  look(world: World): Promise<unknown>;
}

const SIX = CALLERS.slice(0, 6);
const LOOKS: readonly Look[] = [
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
  }))
];

/** Each line of the hub that asks whether somebody may do something. */
function askingLines(): string[] {
  const lines: string[] = [];
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.ts$/.test(file) && !/\.spec\.ts$|^testing\//.test(file) && !HANDED_ON.includes(file)
  );
  for (const file of files) {
    readFileSync(join(SOURCES, file), 'utf8')
      .split('\n')
      .forEach((text, index) => {
        const asks =
          /\b(grants|access)\.(may|accessTo|accessThrough|accessOf|explain|mayUse)\(|olumes\.privileges\(|access\.open\(/;
        if (asks.test(text)) {
          lines.push(`${file}:${index + 1}`);
        }
      });
  }
  return lines;
}

it('no decision can be left out without the table failing', async () => {
  const world = await World.make('group');
  const decisions = new Decisions();
  spyOn(decisions, world);
  const looksAt = new Map<string, Look[]>();
  for (const look of LOOKS) {
    decisions.refused.clear();
    expect([look.title, await look.look(world)]).toEqual([look.title, look.expected]);
    for (const site of decisions.refused) {
      looksAt.set(site, [...(looksAt.get(site) ?? []), look]);
    }
  }
  const unnoticed: string[] = [];
  const seen = new Set<string>();
  for (const [site, looks] of looksAt) {
    decisions.open = site;
    let isNoticed = false;
    for (const look of looks) {
      isNoticed = (await look.look(world).catch(() => 'failed')) !== look.expected;
      if (isNoticed) {
        break;
      }
    }
    seen.add(site.split(' ')[0] as string);
    if (!isNoticed) {
      unnoticed.push(site);
    }
  }
  decisions.open = null;
  jest.restoreAllMocks();
  await world.stop();
  const unreached = askingLines().filter(line => !seen.has(line));
  const textOf = (line: string) => {
    const [file = '', number = ''] = line.split(':');
    const text = readFileSync(join(SOURCES, file), 'utf8').split('\n')[Number(number) - 1];
    return `${file}: ${text?.trim()}`;
  };
  const unexplained = [...unnoticed, ...unreached].filter(
    site => !(textOf(site.split(' ')[0] as string) in NOT_TOLD_APART)
  );
  expect(looksAt.size).toBeGreaterThan(60);
  expect(unexplained).toEqual([]);
});
