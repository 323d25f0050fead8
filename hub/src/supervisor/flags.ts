import type { PartName } from './parts.js';

/**
 * How each process is started. `--optimize-for-size` has V8 clear up before it asks the system for more, so that what a
 * start leaves behind is not kept for ever: 6 to 30 MiB less in each process.
 *
 * Nearly all that a gateway allocates lives as long as one request. A small room for the young is cleared often and
 * quickly: with 64 MiB instead of 8, requests per second rise by 7 %, but the slowest hundredth waits 17 ms instead of 10
 * (`npm run bench -- gateway`).
 */
export const FLAGS: Readonly<Record<PartName, readonly string[]>> = {
  gateway: ['--optimize-for-size', '--max-semi-space-size=8'],
  'files-worker': ['--optimize-for-size'],
  hub: ['--optimize-for-size']
};
