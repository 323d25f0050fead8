import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { SearchHit } from '../../../contract/search.js';
import type { Task, TaskRequestInput } from '../../../contract/tasks.js';
import type { TrashItem } from '../../../contract/trash.js';
import { nameFromBytes } from '../../../src/files-worker/names.js';
import { LEFT_OUT } from '../../../src/files-worker/zip.js';
import { until } from '../../../src/testing/until.js';
import { inventoryOf, missing, type Inventory } from './inventory.js';
import { HEAD, below, type OddThing } from './rows.js';
import { CANARY, HERE, Refused, THERE, accepted, type OddWorld } from './world.js';
import { membersOf } from './zip-members.js';

/** An odd thing in the volume HERE, beside an ordinary file, in folders of its own: `<folder>/<id>`. */
export interface Placed {
  readonly thing: OddThing;
  readonly id: string;
  /** As the API spells it. */
  readonly name: string;
}

/** Folders of one thing: one that stays, one to be moved away, one to be written over. */
export function foldersOf(thing: OddThing): string[] {
  return [...new Set(['look', 'move', folderToWriteOver(thing)])];
}

/** No folder is ever written over. */
function folderToWriteOver({ kind }: OddThing): string {
  return kind === 'directory' ? 'look' : 'over';
}

/** In the volume THERE, where things are brought from HERE. */
export const FOLDERS_OF_COPIES = ['copies', 'moved', 'zips', 'restored'] as const;

/** An ordinary file. */
export const PLAIN = 'plain.txt';

/** What becomes of the thing, in a letter; see the legend of the table. @throws when it is none of these */
type Act = (placed: Placed, world: OddWorld) => Promise<string>;

/** What is done with all of them at once, before each is looked at. */
export const BEFOREHAND: Record<
  string,
  (world: OddWorld, all: readonly Placed[]) => Promise<void>
> = {
  copy: (world, all) => copyAll(world, all, HERE),
  'copy off': (world, all) => copyAll(world, all, THERE),
  search: world => world.lookThrough(),
  restore: async world => {
    // What has been copied here would only be kept once more.
    execFileSync('rm', ['-rf', world.path(HERE, 'copies')]);
    await world.takeSnapshot();
    await world.restore('look', { volume: THERE, path: 'restored' });
  },
  expiry: world => {
    execFileSync('rm', ['-rf', ...FOLDERS_OF_COPIES.map(folder => world.path(THERE, folder))]);
    return world.sweep();
  }
};

/** By the heads of the table's columns, in the order in which they happen. */
export const ACTS: Record<string, Act> = {
  list: async ({ thing, id, name }, world) => {
    const names = (await world.listed(`${HERE}/look/${id}`)).map(entry => entry.name);
    same(names.sort(), [...twinsOf(thing), name, PLAIN].sort());
    if (thing.kind === 'directory') {
      const inside = await world.listed(`${HERE}/look/${id}/${name}`);
      same(inside.length, readdirSync(world.path(HERE, 'look', id, name)).length);
    }
    return '+';
  },

  stat: async ({ thing, id, name }, world) => {
    const entry = await world.stat(`${HERE}/look/${id}/${name}`);
    same([entry.name, entry.kind], [name, thing.kind]);
    return '+';
  },

  read: async ({ thing, id, name }, world) => {
    const place = `${HERE}/look/${id}/${name}`;
    const range = { headers: { range: 'bytes=1-2' } };
    const { status, text } = accepted(await world.send('GET', place, range));
    same([status, text], [206, HEAD.slice(1, 3)]);
    const whole = await world.bytes(place, '', 100_000).catch(unless(thing.moves === 'shrinks'));
    same(whole?.subarray(0, HEAD.length).toString() ?? HEAD, HEAD);
    return '+';
  },

  over: async ({ thing, id, name }, world) => {
    const path = world.path(HERE, folderToWriteOver(thing), id);
    const before = inventoryOf(path, thing.moves);
    const answer = await world.send('PUT', `${HERE}/${folderToWriteOver(thing)}/${id}/${name}`, {
      body: Buffer.from('mine')
    });
    const after = inventoryOf(path, thing.moves);
    if (answer.status >= 400) {
      same([...after], [...before]);
    }
    accepted(answer);
    same(missing(before, after), [latin1(thing.name)]);
    same(readFileSync(below(path, thing.name), 'utf8'), 'mine');
    return '+';
  },

  copy: async (placed, world) => copied(placed, world, world.path(HERE, 'copies')),

  'copy off': async (placed, world) => copied(placed, world, world.path(THERE, 'copies')),

  rename: async ({ thing, id, name }, world) => {
    const path = world.path(HERE, 'look', id);
    const { ino } = lstatSync(below(path, thing.name));
    await world.rename(`${HERE}/look/${id}/${name}`, `look/${id}/renamed`);
    same(lstatSync(join(path, 'renamed')).ino, ino);
    same(existsSync(below(path, thing.name)), false);
    await world.rename(`${HERE}/look/${id}/renamed`, `look/${id}/${name}`);
    same(lstatSync(below(path, thing.name)).ino, ino);
    return '+';
  },

  zip: async (placed, world) => {
    const { thing, id } = placed;
    const place = `${HERE}/look/${id}`;
    if (thing.isEndless) {
      const some = await world.bytes(place, '?format=zip', 1_000_000);
      same(some.length >= 1_000_000, true);
      return '>';
    }
    const zip = await world.bytes(place, '?format=zip').catch(unless(thing.moves === 'shrinks'));
    return zip ? zipped(placed, world, zip) : '~';
  },

  'zip off': async (placed, world) => {
    const { thing, id } = placed;
    const target = { volume: THERE, path: `zips/${id}/thing.zip` };
    const sources = [{ volume: HERE, path: `look/${id}` }];
    const wanted: TaskRequestInput = { kind: 'zip', sources, target };
    if (thing.isEndless) {
      const { state } = await world.task(wanted, ({ progress }) => progress.bytes > 0);
      same([state, partsIn(world.path(THERE, 'zips', id))], ['cancelled', []]);
      return '>';
    }
    const task = await world.task(wanted);
    if (task.state === 'failed' && thing.moves === 'shrinks') {
      return '~';
    }
    succeeded(task);
    const symbol = zipped(placed, world, readFileSync(world.path(THERE, target.path)));
    same(task.warnings.length > 0, symbol === '-');
    return symbol;
  },

  count: async ({ thing, id }, world) => {
    const place = { directory: world.path(HERE), path: `look/${id}` };
    const { signal } = new AbortController();
    const size = await world.harness.parts.temporary.files.measure(place, {
      signal,
      onProgress: () => undefined
    });
    const entries = [...inventoryOf(world.path(HERE, 'look', id))].map(([, what]) => what);
    const sizes = entries.map(what => Number(/^file of (\d+)/.exec(what)?.[1] ?? 0));
    same(size.files, entries.filter(what => what !== 'folder').length);
    if (thing.moves === null) {
      same(
        size.bytes,
        sizes.reduce((sum, one) => sum + one, 0)
      );
    }
    return '+';
  },

  search: async ({ id, name }, world) => {
    const { items } = (await world.asked('GET', `/search?q=${id}&kind=file&limit=200`)).json();
    const found = (items as SearchHit[]).map(({ place }) => place?.path);
    same(found.includes(`look/${id}/${PLAIN}`), true);
    return found.includes(`look/${id}/${name}`) ? '+' : '.';
  },

  trash: async ({ thing, id, name }, world) => {
    const path = world.path(HERE, 'look', id);
    const before = inventoryOf(path, thing.moves);
    await world.asked('DELETE', `/files/${encoded(`${HERE}/look/${id}/${name}`)}`);
    same(existsSync(below(path, thing.name)), false);
    const item = await inTrash(world, `look/${id}/${name}`);
    await world.asked('POST', `/trash/${item.id}/restore`, {});
    same([...inventoryOf(path, thing.moves)].sort(), [...before].sort());
    return '+';
  },

  'move off': async ({ thing, id, name }, world) => {
    const before = inventoryOf(world.path(HERE, 'move', id), thing.moves);
    const task = await world.task({
      kind: 'move',
      sources: [{ volume: HERE, path: `move/${id}` }],
      target: { volume: THERE, path: 'moved' }
    });
    if (task.state === 'failed') {
      same([...inventoryOf(world.path(HERE, 'move', id), thing.moves)], [...before]);
      if (thing.moves === 'shrinks') {
        return '~';
      }
    }
    succeeded(task);
    // Whatever did not come along can be had back.
    const trash = await inTrash(world, `move/${id}`);
    const kept = inventoryOf(world.path(HERE, '.trash', trash.id, id), thing.moves);
    same([...kept].sort(), [...before].sort());
    const moved = inventoryOf(world.path(THERE, 'moved', id), thing.moves);
    return became({ thing, id, name }, before, moved, task.warnings);
  },

  delete: async ({ id }, world) => {
    if (existsSync(world.path(HERE, 'move', id))) {
      await world.asked('DELETE', `/files/${encoded(`${HERE}/move/${id}`)}`);
    }
    const item = await inTrash(world, `move/${id}`);
    await world.asked('DELETE', `/trash/${item.id}`);
    await until('its end', () => !existsSync(world.path(HERE, '.trash', item.id)), 120_000);
    return '+';
  },

  restore: async (placed, world) => copied(placed, world, world.path(THERE, 'restored/look')),

  expiry: async ({ thing, id, name }, world) => {
    const path = world.path(HERE, 'look', id);
    if (!existsSync(path)) {
      return '+';
    }
    same(existsSync(join(path, PLAIN)), false);
    await world.stat(`${HERE}/look/${id}/${name}`);
    const left = [...inventoryOf(path, thing.moves).values()];
    return left.every(what => what === 'folder') ? 'f' : 'o';
  }
};

/** Copies all of them by one task, into the folder `copies` of a volume. */
async function copyAll(world: OddWorld, all: readonly Placed[], volume: string): Promise<void> {
  const sources = all.map(({ id }) => ({ volume: HERE, path: `look/${id}` }));
  const target = { volume, path: 'copies' };
  const task = await world.task({ kind: 'copy', sources, target });
  succeeded(task);
  world.told = task.warnings;
}

function copied(placed: Placed, world: OddWorld, copies: string): string {
  const { thing, id } = placed;
  const [before, after] = [world.path(HERE, 'look', id), join(copies, id)].map(folder =>
    inventoryOf(folder, thing.moves)
  ) as [Inventory, Inventory];
  return became(
    placed,
    before,
    after,
    world.told.filter(text => text.includes(`${id}: `) || text.includes(`${id}/`))
  );
}

/** @param told - what was said about what was left out */
function became(
  { thing, name }: Placed,
  before: Inventory,
  after: Inventory,
  told: readonly string[]
): string {
  const gone = missing(before, after);
  same(
    [...after.keys()].filter(each => !before.has(each)),
    []
  );
  if (gone.length === 0) {
    if (thing.moves === null) {
      same(told, []);
    }
    return thing.moves === null ? '+' : '~';
  }
  same(
    gone.filter(each => !each.startsWith(latin1(thing.name))),
    []
  );
  same(
    told.some(text => text.includes(name)),
    true
  );
  return thing.moves === null ? '-' : '~';
}

function zipped(placed: Placed, world: OddWorld, zip: Buffer): string {
  const { thing, id, name } = placed;
  const before = inventoryOf(world.path(HERE, 'look', id));
  const members = membersOf(zip);
  const list = members.get(LEFT_OUT);
  const names = [...members.keys()].filter(member => member !== LEFT_OUT);
  same(members.get(`${id}/${PLAIN}`)?.toString(), HEAD);
  same(zip.includes(CANARY), false);
  if (list === undefined) {
    // The folder itself is a member as well.
    same(names.length, before.size + 1);
    return thing.moves === null ? '+' : '~';
  }
  same(list.toString().includes(`${id}/${name}`), true);
  return '-';
}

async function inTrash(world: OddWorld, path: string): Promise<TrashItem> {
  const { items } = (await world.asked('GET', `/trash?volume=${HERE}&limit=200`)).json();
  const item = (items as TrashItem[]).find(each => each.path === path);
  if (!item) {
    throw new Error(`${path} is not in the trash`);
  }
  return item;
}

/** @throws Refused where the permissions of the file system forbid it */
function succeeded({ state, reason }: Task): void {
  if (state !== 'succeeded') {
    const isForbidden = reason?.includes('permissions of the file system');
    throw new Refused({ type: isForbidden ? 'not-allowed' : state, detail: reason ?? state });
  }
}

function partsIn(folder: string): string[] {
  return readdirSync(folder).filter(name => name.startsWith('.labcommons-'));
}

export function twinsOf({ twins }: OddThing): string[] {
  return twins.map(twin => nameFromBytes(latin1(twin)));
}

function latin1(name: Buffer): string {
  return name.toString('latin1');
}

function encoded(place: string): string {
  return place.split('/').map(encodeURIComponent).join('/');
}

function same(found: unknown, wanted: unknown): void {
  expect(found).toEqual(wanted);
}

/** What breaks off may do so here. */
function unless(isFine: boolean) {
  return (error: unknown): null => {
    if (isFine) {
      return null;
    }
    throw error;
  };
}
