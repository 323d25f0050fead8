import {
  type Stats,
  closeSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync
} from 'node:fs';

import type { OddThing } from './rows.js';
import { below } from './rows.js';

/** What lies in a folder: names, one character a byte, with what is there. */
export type Inventory = ReadonlyMap<string, string>;

/** How much of a file is looked at. */
const LOOKED_AT = 64;

/** Looks for itself, past the hub and the files worker. @param moving - files whose size is another at every moment */
export function inventoryOf(folder: string | Buffer, moving: OddThing['moves'] = null): Inventory {
  const found = new Map<string, string>();
  collect(Buffer.from(folder as string), '', found, moving !== null);
  return found;
}

/** What is in the one and not, or otherwise, in the other. */
export function missing(from: Inventory, other: Inventory): string[] {
  return [...from].filter(([name, what]) => other.get(name) !== what).map(([name]) => name);
}

function collect(
  folder: Buffer,
  above: string,
  found: Map<string, string>,
  isMoving: boolean
): void {
  for (const name of readdirSync(folder, 'latin1')) {
    const path = below(folder, Buffer.from(name, 'latin1'));
    const stats = lstatSync(path);
    found.set(`${above}${name}`, wordsFor(path, stats, isMoving));
    if (stats.isDirectory()) {
      collect(path, `${above}${name}/`, found, isMoving);
    }
  }
}

function wordsFor(path: Buffer, stats: Stats, isMoving: boolean): string {
  if (stats.isFile()) {
    return `${isMoving ? 'file' : `file of ${stats.size}`}: ${headOf(path)
      .subarray(0, isMoving ? 4 : LOOKED_AT)
      .toString()}`;
  }
  if (stats.isSymbolicLink()) {
    return `link to ${readlinkSync(path)}`;
  }
  return stats.isDirectory() ? 'folder' : `device, FIFO or socket ${stats.mode} ${stats.rdev}`;
}

function headOf(path: Buffer): Buffer {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(LOOKED_AT);
    return head.subarray(0, readSync(handle, head, 0, LOOKED_AT, 0));
  } finally {
    closeSync(handle);
  }
}
