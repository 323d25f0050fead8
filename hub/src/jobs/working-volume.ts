import { AppError } from '../errors.js';
import type { MountPlan } from '../volumes/types.js';

/**
 * Makes sure that a job can leave its results.
 * @param mounts - as they were planned: what was wanted for writing may have come out for reading
 * @throws AppError `quota-exceeded`
 */
export function mustTakeResults(mounts: readonly MountPlan[], workingVolumeId: string): void {
  const working = mounts.find(({ volume }) => volume.id === workingVolumeId);
  if (working && working.access !== 'write') {
    const { address, root } = working.volume;
    throw new AppError(
      'quota-exceeded',
      `Nothing can be written to ${address}: there is more in ${root} than may be, for too long`
    );
  }
}
