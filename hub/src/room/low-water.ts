import type { Disk } from './ports.js';

/** What must stay free of a disk: the smaller of the two. */
export interface LowWater {
  readonly minFreeBytes: number;
  readonly minFreePercent: number;
}

/** Bytes that must stay free for something new to start. */
export function lowWaterOf({ totalBytes }: Disk, mark: LowWater): number {
  return Math.min(mark.minFreeBytes, (totalBytes * mark.minFreePercent) / 100);
}

/** The first disk with too little on it; null when all have enough. */
export function lowDisk(disks: readonly Disk[], mark: LowWater): Disk | null {
  return disks.find(disk => disk.freeBytes < lowWaterOf(disk, mark)) ?? null;
}
