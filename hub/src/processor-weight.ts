import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** A tenth of the weight of others. */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets a process that has just been started in a session of its own, with its threads and the programs that it starts, go
 * behind others where processors are scarce. Linux shares processors out between control groups, or between sessions
 * (`autogroup`, sched(7)), and only within these by the priority of processes: so that of the session is lowered as well.
 */
export function lowerWeight({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) {
    return;
  }
  try {
    setPriority(pid, PRIORITY);
    writeFileSync(`/proc/${pid}/autogroup`, String(PRIORITY));
  } catch {
    // It is over already, or this system shares nothing out by sessions.
  }
}
