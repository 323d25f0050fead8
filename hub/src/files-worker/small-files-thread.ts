import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

import { copyNames, measureNames } from './small-files.js';
import type { Errand } from './small-files-threads.js';

/** Those who wait for a page of a folder go first; of a thread it is its own. */
const PRIORITY = 10;

setPriority(PRIORITY);
parentPort?.on('message', ({ from, to, names }: Errand) => {
  parentPort?.postMessage(to === null ? measureNames(from, names) : copyNames(from, to, names));
});
parentPort?.postMessage('ready');
