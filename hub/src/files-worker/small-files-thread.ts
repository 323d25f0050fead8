import { parentPort } from 'node:worker_threads';

import { copyNames, measureNames, readNames } from './small-files.js';
import type { Errand } from './small-files-threads.js';

parentPort?.on('message', (errand: Errand) => answer(errand));
parentPort?.postMessage('ready');

function answer(errand: Errand): void {
  const { names } = errand;
  if (errand.kind === 'read') {
    const files = readNames(errand.directory, names);
    // Handed over, not copied once more.
    parentPort?.postMessage(
      files,
      files.flatMap(file => (file ? [file.bytes.buffer as ArrayBuffer] : []))
    );
  } else {
    parentPort?.postMessage(
      errand.kind === 'copy'
        ? copyNames(errand.from, errand.to, names)
        : measureNames(errand.directory, names)
    );
  }
}
