// The process of one query. SQLite runs in a thread and may be at it for long; the main thread watches whether anybody
// still waits for it, and ends the process at once when not: also when the hub itself was killed.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

import type { Errand } from './protocol.js';
import { answer, work } from './work.js';

/** Of JavaScript; what SQLite takes is limited with the process. */
const MOST_HEAP_MIB = 256;

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function guard(): Promise<void> {
  process.stdin.once('close', end);
  const lines = createInterface({ input: process.stdin });
  const [line] = (await once(lines, 'line')) as [string];
  const thread = new Worker(new URL(import.meta.url), {
    workerData: JSON.parse(line) as Errand,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
    // Else Node passes on what the thread might say, and makes our standard output one that does not wait for readers.
    stdout: true,
    stderr: true
  });
  thread.once('error', error => {
    answer({ failed: 'memory', detail: String(error) });
    process.exit(1);
  });
  thread.once('exit', code => process.exit(code));
}

if (isMainThread) {
  await guard();
} else {
  process.exit(await work(workerData as Errand));
}
