import { statSync, writeFileSync } from 'node:fs';

import { until } from './until.js';

/**
 * A time, RFC 3339 in UTC: what was changed before this call has an earlier change time, what is changed from now on a
 * later one. Change times cannot be set, and lag behind the clock by a tick of the kernel.
 * @param probe - path of a file to be written, on the file system in question
 */
export async function turnOfTime(probe: string): Promise<string> {
  const turn = Date.now() + 1;
  await until('the clock of the file system to pass', () => {
    writeFileSync(probe, String(turn));
    return statSync(probe).ctimeMs > turn;
  });
  return new Date(turn).toISOString();
}
