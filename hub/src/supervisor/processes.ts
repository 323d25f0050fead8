import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Tells one process from a later one with the same id: when it started, in clock ticks; null when it is gone. */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isDead = fields[0] === 'Z' || fields[0] === 'X';
    return isDead ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** The pid in a file, or null. */
export function pidIn(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim().split(/\s+/)[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Writes a pid file in one step: who reads it meanwhile must not get half a number, and signal another process. */
export function writePid(file: string, pid: number): void {
  const written = `${file}.new`;
  writeFileSync(written, `${pid}\n`);
  renameSync(written, file);
}

function mentions(pid: number, file: string, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
      .split('\0')
      .some(item => item === text);
  } catch {
    return false;
  }
}

/**
 * Ends a process that outlived the supervisor which started it. Only one that runs the same program on the same data:
 * its id may be another's by now.
 */
export async function endLeftover(
  pidFile: string,
  { program, dataDir }: { program: string; dataDir: string }
): Promise<boolean> {
  const pid = pidIn(pidFile);
  const began = pid === null ? null : startOf(pid);
  if (
    pid === null ||
    began === null ||
    !mentions(pid, 'cmdline', program) ||
    !mentions(pid, 'environ', `LABCOMMONS_DATA=${dataDir}`)
  ) {
    return false;
  }
  process.kill(pid, 'SIGTERM');
  for (let waitedMs = 0; startOf(pid) === began; waitedMs += 50) {
    if (waitedMs === 5000) {
      process.kill(pid, 'SIGKILL');
    }
    await pause(50);
  }
  return true;
}
