import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nameFromBytes } from '../../src/files-worker/names.js';
import { isSoak } from '../../src/testing/soak.js';
import { snapshot } from '../files/files-under-test.js';
import {
  ACTS,
  BEFOREHAND,
  FOLDERS_OF_COPIES,
  foldersOf,
  PLAIN,
  type Placed
} from './odd-things/acts.js';
import { HEAD, ODD_THINGS, below } from './odd-things/rows.js';
import { HERE, OddWorld, Refused, THERE } from './odd-things/world.js';

/**
 * What the hub does with odd things in a volume. Each lies beside an ordinary file, and whatever becomes of it, the file
 * comes along.
 *
 *   +  done, whole                                 n  refused: not-found, it is not what can be read
 *   -  left out, and told of                       a  refused: not-allowed
 *   ~  as it was at one moment, or broken off      c  refused: conflict, it is not replaced
 *   >  goes on for hours, and ends when told       o  stays, since a program has it open
 *   .  not found by search, nor meant to be        f  only its empty folders stay, until the next times
 *
 * `off` is to another volume; `delete` is for good; `restore` is from a snapshot.
 */
const TABLE = `
                                    list  stat  read  over  copy  copy off  rename  zip  zip off  count  search  trash  move off  delete  restore  expiry
FIFO                                +     +     n     c     -     -         +       -    -        +      .       +      -         +       -        +
unix socket                         +     +     n     c     -     -         +       -    -        +      .       +      -         +       -        +
character device                    +     +     n     c     -     -         +       -    -        +      .       +      -         +       -        +
block device                        +     +     n     c     -     -         +       -    -        +      .       +      -         +       -        +
hard link to a file inside          +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
hard link to a file outside         +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
link to a file outside              +     +     n     c     -     -         +       -    -        +      .       +      -         +       +        +
link to a folder outside            +     +     n     c     -     -         +       -    -        +      .       +      -         +       +        +
link to itself                      +     +     n     c     +     +         +       -    -        +      .       +      +         +       +        +
dangling link                       +     +     n     c     +     +         +       -    -        +      .       +      +         +       +        +
file that grows without end         +     +     +     +     ~     ~         +       ~    ~        +      +       +      ~         +       ~        o
file that shrinks and grows         +     +     +     +     ~     ~         +       ~    ~        +      +       +      ~         +       ~        o
sparse file of 1 TiB                +     +     +     +     +     +         +       >    >        +      +       +      +         +       +        +
name with a newline                 +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name with a tab                     +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name with quotes                    +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name with a leading dash            +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name with spaces around             +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name of three dots                  +     +     +     +     +     +         +       +    +        +      .       +      +         +       +        +
name of dots and a space            +     +     +     +     +     +         +       +    +        +      .       +      +         +       +        +
name with a backslash               +     +     +     +     +     +         +       +    +        +      .       +      +         +       +        +
name with %2F                       +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name with invalid UTF-8             +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name of 255 bytes                   +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
name of 255 bytes, 85 characters    +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
twin but for capitals               +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
twin but for normalisation          +     +     +     +     +     +         +       +    +        +      +       +      +         +       +        +
empty folder                        +     +     n     c     +     +         +       +    +        +      +       +      +         +       +        +
folder without permissions          a     +     n     c     -     -         +       -    -        +      +       +      a         +       -        +
folder 500 deep                     +     +     n     c     +     +         +       +    +        +      +       +      +         +       +        f
folder of very many files           +     +     n     c     +     +         +       +    +        +      +       +      +         +       +        +
`;

jest.setTimeout(isSoak ? 3_600_000 : 900_000);

const LABEL = 34;
const LETTERS: Record<string, string> = {
  'not-found': 'n',
  'not-allowed': 'a',
  conflict: 'c'
};

function lineOf(label: string, cells: readonly string[]): string {
  return [label.padEnd(LABEL), ...cells].join('  ').trimEnd();
}

/** The table without what only root can make, or look into. */
function expected(): string {
  const made = new Set(['', ...ODD_THINGS.map(({ label }) => label)]);
  return TABLE.split('\n')
    .filter(line => made.has(line.slice(0, LABEL).trim()))
    .join('\n')
    .trimEnd();
}

async function place(world: OddWorld): Promise<Placed[]> {
  for (const folder of FOLDERS_OF_COPIES) {
    mkdirSync(world.path(THERE, folder));
  }
  mkdirSync(world.path(HERE, 'copies'));
  const placed: Placed[] = [];
  for (const [at, thing] of ODD_THINGS.entries()) {
    const id = `odd${at}`;
    for (const folder of foldersOf(thing)) {
      const path = world.path(HERE, folder, id);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, PLAIN), HEAD);
      await thing.make(below(path, thing.name), world.outside);
    }
    mkdirSync(world.path(THERE, 'zips', id));
    placed.push({ thing, id, name: nameFromBytes(thing.name.toString('latin1')) });
  }
  for (const volume of [HERE, THERE]) {
    world.handOver(world.path(volume));
  }
  for (const how of ['grows', 'shrinks'] as const) {
    const moving = placed.filter(({ thing }) => thing.moves === how);
    await world.setInMotion(
      how,
      moving.flatMap(({ thing, id, name }) =>
        foldersOf(thing).map(folder => world.path(HERE, folder, id, name))
      )
    );
  }
  return placed;
}

it('does with each what the table says, and reads, writes and removes nothing outside', async () => {
  const world = await OddWorld.start();
  const surprises: string[] = [];
  try {
    const placed = await place(world);
    const outside = snapshot(world.outside);
    const cells = new Map(placed.map(({ id }) => [id, [] as string[]]));
    for (const [head, act] of Object.entries(ACTS)) {
      await BEFOREHAND[head]?.(world, placed);
      await inTurns(placed, async one => {
        const cell = await act(one, world).catch((error: unknown) => {
          if (error instanceof Refused && LETTERS[error.code]) {
            return LETTERS[error.code] as string;
          }
          surprises.push(`${one.thing.label}, ${head}: ${String(error)}`);
          return '!';
        });
        cells.get(one.id)?.push(cell.padEnd(head.length));
      });
    }
    const heads = lineOf('', Object.keys(ACTS));
    const lines = placed.map(({ thing, id }) => lineOf(thing.label, cells.get(id) ?? []));
    expect(['', heads, ...lines, ...surprises].join('\n')).toBe(expected());
    expect(snapshot(world.outside)).toEqual(outside);
    expect(world.tracesOfTheCanary()).toBe('');
    expect(world.harness.internalErrors).toEqual([]);
  } finally {
    await world.stop();
  }
});

/** Some at once, as several people would. */
async function inTurns<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>
): Promise<void> {
  const waiting = [...items];
  const take = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await act(next);
    }
  };
  await Promise.all([take(), take(), take(), take()]);
}
