import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { AppError } from '../errors.js';
import type { Place } from '../files/ports.js';
import { startSwapping, stopSwapping } from '../testing/path-swapper.js';
import { temporaryFiles } from '../testing/temporary-files.js';
import { snapshot } from '../../tests/files/files-under-test.js';

/** The attack goes on for so long, and then until every act has met both sides of a swap. */
const LEAST_MS = 3000;
const MOST_MS = 90_000;

/** These the attacker lets through at one moment and not at the next. */
const SWAPPED = [
  'readFile',
  'readFile below',
  'openFile',
  'list',
  'zip',
  'writeFile',
  'copyFile into'
];

it('reaches nothing outside while an attacker swaps directories and links', async () => {
  const { files, directory, remove } = temporaryFiles();
  const volume = join(directory, 'volume');
  const outside = join(directory, 'outside');
  mkdirSync(join(volume, 'folder/below'), { recursive: true });
  mkdirSync(join(outside, 'tree/below'), { recursive: true });
  writeFileSync(join(volume, 'file'), 'mine');
  writeFileSync(join(volume, 'folder/leaf.txt'), 'mine');
  writeFileSync(join(outside, 'tree/leaf.txt'), 'secret');
  writeFileSync(join(outside, 'tree/canary.txt'), 'secret');
  const before = snapshot(outside);
  const at = (path: string): Place => ({ directory: volume, path });

  const seen = new Set<string>();
  const look = (text: string) => void seen.add(text);
  const text = async (path: string) => {
    const { bytes } = await files.readFile(at(path), { maxBytes: 100 });
    look(bytes.toString());
  };
  const streamed = async (path: string) => {
    const { stream } = await files.openFile(at(path));
    for await (const chunk of stream) {
      look(String(chunk));
    }
  };
  const acts: Record<string, () => Promise<unknown>> = {
    readFile: () => text('file'),
    'readFile below': () => text('folder/leaf.txt'),
    openFile: () => streamed('file'),
    'openFile below': () => streamed('folder/leaf.txt'),
    list: async () =>
      (await files.list(at('folder'), { limit: 99 })).forEach(entry => look(entry.name)),
    stat: async () => look((await files.stat(at('folder/canary.txt')))?.name ?? 'nothing'),
    readTails: async () =>
      (await files.readTails([{ place: at('file'), from: 0, maxBytes: 99 }])).forEach(tail =>
        look(String(tail.bytes))
      ),
    writeFile: () => files.writeFile(at('folder/written.txt'), Buffer.from('mine')),
    'writeFile over': () => files.writeFile(at('folder/leaf.txt'), Buffer.from('mine')),
    'writeFile with parents': () =>
      files.writeFile(at('folder/above/written.txt'), Buffer.from('mine'), { parents: true }),
    makeDirectory: () => files.makeDirectory(at('folder/below/made')),
    copyFile: () => files.copyFile(at('file'), at('copy'), { maxBytes: 100 }),
    'copyFile into': () => files.copyFile(at('file'), at('folder/copied'), { maxBytes: 100 }),
    page: async () => {
      const wish = { sort: 'sizeBytes', descending: false, hidden: true, limit: 99 } as const;
      (await files.page(at('folder'), wish)).items.forEach(entry => look(entry.name));
    },
    zip: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of await files.openZip([{ place: at('folder'), name: 'folder' }])) {
        chunks.push(chunk as Buffer);
      }
      look(Buffer.concat(chunks).includes('secret') ? 'secret' : 'zipped');
    },
    append: async () => {
      const size = (await files.stat(at('folder/leaf.txt')))?.sizeBytes ?? 0;
      await files.append(at('folder/leaf.txt'), size, Readable.from([Buffer.from('mine')]));
    },
    rename: () => files.rename(at('folder/written.txt'), at('folder/below/renamed')),
    'rename out': () => files.rename(at('folder/canary.txt'), at('taken')),
    'remove below': () => files.remove(at('folder/copied')),
    remove: () => files.remove(at('victim'))
  };
  const outcomes = Object.fromEntries(
    Object.keys(acts).map(name => [name, { done: 0, refused: 0 }])
  );

  const hasMetBothSides = () =>
    SWAPPED.every(name => outcomes[name]?.done && outcomes[name]?.refused) &&
    Boolean(outcomes['remove']?.done);

  const attacker = await startSwapping(volume, outside);
  try {
    const begun = Date.now();
    const goesOn = () => {
      const ms = Date.now() - begun;
      return ms < LEAST_MS || (ms < MOST_MS && !hasMetBothSides());
    };
    await Promise.all(
      Object.entries(acts).map(async ([name, act]) => {
        const outcome = outcomes[name] as { done: number; refused: number };
        while (goesOn()) {
          try {
            await act();
            outcome.done += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            outcome.refused += 1;
          }
        }
      })
    );
  } finally {
    await stopSwapping(attacker);
  }
  try {
    expect(snapshot(outside)).toEqual(before);
    expect(seen).not.toContain('secret');
    expect(seen).not.toContain('canary.txt');
    expect(readdirSync(join(outside, 'tree'))).toEqual(['below', 'canary.txt', 'leaf.txt']);
    // Otherwise it was no attack.
    expect([hasMetBothSides(), outcomes]).toEqual([true, outcomes]);
  } finally {
    remove();
  }
}, 120_000);
