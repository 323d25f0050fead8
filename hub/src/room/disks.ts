import { stat, statfs } from 'node:fs/promises';

import type { Disk, MeasureDisks } from './ports.js';

/** A directory of this machine, and what the disk under it is called. */
export interface OnDisk {
  readonly name: string;
  readonly directory: string;
}

/**
 * Measures the disks under some directories, each disk once.
 * @param directories - what is not there is left out, such as the engine's where that runs elsewhere
 */
export function disksUnder(directories: () => Promise<readonly OnDisk[]>): MeasureDisks {
  return async () => {
    const found = new Map<number, Disk>();
    for (const { name, directory } of await directories()) {
      const measured = await measure(directory).catch(() => null);
      if (measured && !found.has(measured.device)) {
        const { device, ...space } = measured;
        found.set(device, { name, ...space });
      }
    }
    return [...found.values()];
  };
}

async function measure(directory: string): Promise<Omit<Disk, 'name'> & { device: number }> {
  const [{ dev: device }, { bavail, blocks, bsize }] = await Promise.all([
    stat(directory),
    statfs(directory)
  ]);
  return { device, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
