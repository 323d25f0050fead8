import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

import type { TrashItem } from '../../contract/trash.js';
import { SeparateProcesses } from '../../src/testing/separate-processes.js';
import { isSoak } from '../../src/testing/soak.js';
import { until } from '../../src/testing/until.js';

/** Long: until five minutes are over. Short: one sweep. */
const LEAST_MS = isSoak ? 5 * 60_000 : 0;
const SCRATCH = 'Temporary/kim/scratch';
const HOME = 'Storage/kim/persistent';
const FILES = 2000;
const FILES_IN_A_FOLDER = 50;
const WITHIN_MS = 60_000;

jest.setTimeout(LEAST_MS + 240_000);

let world: SeparateProcesses;
beforeAll(async () => {
  world = await SeparateProcesses.start();
});
afterAll(() => world.stop());

const scratch = (path = '') => join(world.directoryOf(SCRATCH), path);
const api = (method: string, path: string, body?: unknown) =>
  fetch(`${world.origin}/hub/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${world.tokenOf('kim')}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' })
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });

async function startHub(daysAhead: number): Promise<void> {
  await world.kill('hub');
  world.hubDaysAhead = daysAhead;
  await world.launch('hub');
}

const textOf = (path: string) => `What ${path} holds`;

function put(directory: string, path: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), textOf(path));
}

/** Paths of all files, however they are called, also while folders go. */
function filesIn(directory: string, folder = ''): string[] {
  return entriesOf(join(directory, folder)).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(directory, path) : [path];
  });
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** None is the hub's own, and none is less than it was, also while files go. */
function mustBeWhole(directory: string): void {
  for (const path of filesIn(directory).filter(each => !each.startsWith('.trash/'))) {
    expect([textOf(path), null]).toContain(textIn(join(directory, path)));
  }
}

/** Null when it is gone. */
function textIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Once through the trash: nothing else makes a file younger for the hub than it is. */
async function throughTheTrash(folder: string): Promise<void> {
  expect((await api('DELETE', `/files/${SCRATCH}/${folder}`)).status).toBe(204);
  const { items } = (await (await api('GET', '/trash')).json()) as { items: TrashItem[] };
  const restored = await api('POST', `/trash/${items[0]?.id}/restore`, { conflict: 'fail' });
  expect(restored.status).toBe(200);
}

/**
 * @param day - one more than in the round before: what is looked through once is not again on the same day
 * @returns whether the sweep was under way when the hub was killed
 */
async function killedOverASweep(day: number, files: number): Promise<boolean> {
  const old = Array.from(
    { length: files },
    (_, n) => `old/${Math.floor(n / FILES_IN_A_FOLDER)}/${n}.dat`
  );
  const kept = [`back-${day}/a.dat`, `back-${day}/below/b.dat`];
  [...old, ...kept].forEach(path => put(scratch(), path));
  put(world.directoryOf(HOME), 'thesis.txt');
  execFileSync('chown', ['-R', '--reference', scratch(), scratch(), world.directoryOf(HOME)]);
  const left = () => filesIn(scratch()).filter(path => path.startsWith('old/')).length;

  await startHub(day + 20);
  await throughTheTrash(`back-${day}`);
  await startHub(day + 31);
  await until('the sweep to begin', () => left() < files, WITHIN_MS);
  await world.kill('hub');
  const wasLeft = left();
  mustBeWhole(scratch());
  await world.launch('hub');
  await until('the rest to go', () => left() === 0, WITHIN_MS);
  await until(
    'what it says of it',
    async () => {
      const { items } = (await (await api('GET', '/activity')).json()) as {
        items: { action: string; detail: string }[];
      };
      return items.some(({ action }) => action === 'volume.expire');
    },
    WITHIN_MS
  );
  expect(filesIn(scratch()).sort()).toEqual(kept);
  mustBeWhole(scratch());
  expect(readdirSync(scratch()).filter(name => name.endsWith('.removed'))).toEqual([]);
  expect(filesIn(world.directoryOf(HOME))).toContain('thesis.txt');
  rmSync(scratch(`back-${day}`), { recursive: true });
  return wasLeft > 0;
}

it('a hub that is killed over a sweep goes on with it when it is back, and removes nothing that should stay', async () => {
  const begun = Date.now();
  let [rounds, files] = [0, FILES];
  for (let day = 1; rounds === 0 || Date.now() - begun < LEAST_MS; day++) {
    if (await killedOverASweep(day, files)) {
      rounds += 1;
    } else {
      files *= 2;
    }
  }
});
