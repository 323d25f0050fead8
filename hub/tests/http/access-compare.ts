import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Ids } from './access-world.js';
import type { Received } from './client.js';

/** What SQLite keeps beside a database that is open, with nothing in it. */
const BESIDE = /\.sqlite-(shm|wal)$/;

/** Every name and every byte below. */
export function digestOfDirectory(directory: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (BESIDE.test(path) && (path.endsWith('shm') || statSync(path).size === 0)) {
      continue;
    }
    hash.update(`${path}\n`).update(entry.isFile() ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

/** An answer, but for what must differ between any two. */
export function comparable({ status, headers, text }: Received, ids: Ids): object {
  const { date: _date, 'content-length': _length, ...rest } = headers;
  const spelled = (value: string) =>
    value
      .replaceAll(ids.group, '<group>')
      .replaceAll(ids.volume, '<volume>')
      .replaceAll(ids.job, '<job>')
      .replaceAll(ids.link, '<link>')
      .replaceAll(ids.root, '<root>')
      .replaceAll(ids.dataSet, '<data set>')
      .replaceAll(ids.snapshot, '<snapshot>')
      .replaceAll(ids.trash, '<trash>')
      .replaceAll(ids.image, '<image>')
      .replaceAll(ids.jobElsewhere, '<job>')
      .replaceAll(ids.pageOfLink, '<link>')
      .replaceAll(ids.dataVolume, '<data volume>')
      .replaceAll(ids.task, '<task>')
      .replaceAll(ids.upload, '<upload>')
      .replaceAll(ids.database, '<database>')
      .replace(/"requestId":"[^"]*"/, '"requestId"');
  return {
    status,
    text: spelled(text),
    headers: Object.entries(rest)
      .filter(([name]) => !name.includes('request-id'))
      .map(([name, value]) => [name, spelled(value)])
  };
}
