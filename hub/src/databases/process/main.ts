// The process of one query. SQLite runs in a thread and may be at it for long; the main thread watches whether anybody
// still waits for it, and ends the process at once when not: also when the hub itself was killed.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import { become } from '../../identity.js';
import type { Errand } from './protocol.js';
import { answer, learn, work } from './work.js';

/** Of JavaScript; what SQLite takes is limited with the process. */
const MOST_HEAP_MIB = 256;

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** @param rest - user and group to become, when we are root */
async function guard([kind, ...rest]: readonly string[]): Promise<void> {
  process.stdin.once('close', end);
  const thread = new Worker(new URL(import.meta.url), {
    workerData: kind,
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
  await once(thread, 'message');
  const [uid, gid] = rest.map(Number);
  if (uid !== undefined && gid !== undefined) {
    become({ uid, gid });
  }
  const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string];
  thread.postMessage(JSON.parse(line));
}

/** Says when nothing more is read but the database. */
async function serve(kind: Errand['kind']): Promise<void> {
  const doing = await learn(kind);
  parentPort?.once('message', (errand: Errand) => {
    void work(errand, doing).then(code => process.exit(code));
  });
  parentPort?.postMessage('ready');
}

await (isMainThread ? guard(process.argv.slice(2)) : serve(workerData as Errand['kind']));
