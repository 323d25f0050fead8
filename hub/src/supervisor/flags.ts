import type { PartName } from './parts.js';

/**
 * How each process is started. Nearly all that a gateway allocates lives as long as one request. A small room for the
 * young is cleared often and quickly: with 64 MiB instead of 8, requests per second rise by 7 %, but the slowest hundredth
 * waits 17 ms instead of 10 (`npm run bench -- gateway`). Not here: `--optimize-for-size`, with which a process keeps 6 to
 * 30 MiB less, and a gateway takes half as long again for each request.
 */
export const FLAGS: Readonly<Record<PartName, readonly string[]>> = {
  gateway: ['--max-semi-space-size=8'],
  'bulk-files-worker': [],
  'files-worker': [],
  hub: []
};
