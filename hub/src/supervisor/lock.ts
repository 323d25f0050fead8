import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { pidIn, startOf } from './processes.js';

/** Thrown when a supervisor runs on the data directory already. */
export class AlreadyRunning extends Error {
  constructor(readonly pid: number) {
    super(`LabCommons runs on this data directory already (process ${pid})`);
    this.name = 'AlreadyRunning';
  }
}

/**
 * Takes the lock of a data directory: a file with our pid and when we started. What a killed supervisor left behind
 * does not count, nor does a process that has its pid now.
 * @returns gives the lock back
 * @throws AlreadyRunning
 */
export function takeLock(file: string): () => void {
  const own = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  const written = `${file}.${process.pid}`;
  writeFileSync(written, own);
  try {
    return place(written, file);
  } finally {
    rmSync(written, { force: true });
  }
}

/** Gives what is written the name of the lock in one step, so that nobody ever reads a lock that is not written yet. */
function place(written: string, file: string): () => void {
  for (;;) {
    try {
      linkSync(written, file);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    const pid = pidIn(file);
    const holder = readFileSync(file, 'utf8').trim();
    if (pid !== null && holder === `${pid} ${startOf(pid) ?? 'gone'}`) {
      throw new AlreadyRunning(pid);
    }
    rmSync(file, { force: true });
  }
}
