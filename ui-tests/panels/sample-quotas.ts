import type { World } from './world.js';

export const SCRATCH = 'Temporary/kim/scratch';
export const MIB = 1024 ** 2;
const DAY_MS = 24 * 3600 * 1000;

/** A time to come, or for a negative number one that was. */
export const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** What lies in scratch goes, one file of it soon. */
export function letScratchExpire(world: World): void {
  const at = world.volumes.findIndex(({ address }) => address === SCRATCH);
  const scratch = world.volumes[at];
  if (!scratch) throw new Error('There is no scratch');
  world.volumes[at] = {
    ...scratch,
    usage: { bytes: 2_458 * MIB, files: 1_200 },
    expiry: { days: 30, nextAt: inDays(12.4) }
  };
  world.files.put(`${SCRATCH}/soon.dat`, 'x');
  world.files.put(`${SCRATCH}/later.dat`, 'x');
  world.files.dates.set(`${SCRATCH}/soon.dat`, inDays(4.4));
  world.files.dates.set(`${SCRATCH}/later.dat`, inDays(28));
}
