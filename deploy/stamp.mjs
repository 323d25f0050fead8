// Content stamps: whether what was made from some files is still what these files would make.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', '.git', '__pycache__']);

function* filesBelow(path) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) {
    yield path;
  } else if (found?.isDirectory()) {
    const names = readdirSync(path).filter(name => !LEFT_OUT.has(name));
    for (const name of names.sort()) {
      yield* filesBelow(join(path, name));
    }
  }
}

/**
 * A hash of the names and contents of everything below `paths` (files or folders, relative to `root`; what is missing
 * counts as empty), and of `extra`.
 */
export function contentHash(root, paths, extra = '') {
  const hash = createHash('sha256');
  for (const path of [...paths].sort()) {
    for (const file of filesBelow(join(root, path))) {
      const content = readFileSync(file);
      hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
    }
  }
  return hash.update(extra).digest('hex');
}

/** What {@link writeStamp} wrote, or null. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

export function writeStamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${hash}\n`);
}
