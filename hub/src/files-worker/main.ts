import { isMainThread } from 'node:worker_threads';

// The threads run this file as well: it is the only one whose place is known however the program was put together.
void (isMainThread
  ? import('./worker.js').then(({ serveFiles }) => serveFiles(process.argv.slice(1)))
  : import('./small-files-thread.js'));
