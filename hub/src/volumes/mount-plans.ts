import type { Access } from '../../contract/common.js';
import { DATA, ROOTS, preferredMountPath } from './address.js';
import type { MountPlan, Volume } from './types.js';

/**
 * Gives every volume its place below the workspace. Volumes named twice are mounted once, with the stronger access. Of
 * data volumes that want the same place the oldest has it, the next get `<name>-2`, `<name>-3` …, whatever the order
 * they are asked for in.
 * @param roots - names of the root volumes, whose folders the workspace has anyway
 */
export function mountPlans(
  wanted: readonly { volume: Volume; access: Access }[],
  roots: readonly string[] = ROOTS
): MountPlan[] {
  const byId = new Map<string, { volume: Volume; access: Access }>();
  for (const wish of wanted) {
    const before = byId.get(wish.volume.id);
    if (!before || wish.access === 'write') {
      byId.set(wish.volume.id, wish);
    }
  }
  // User volumes have places of their own below their roots; ids sort by age.
  const ordered = [...byId.values()].sort((a, b) => compare(a.volume.id, b.volume.id));
  const taken = new Set<string>([...roots, DATA]);
  const plans = ordered.map(({ volume, access }) => {
    const path = freePath(preferredMountPath(volume), taken);
    taken.add(path);
    return { volume, access, path };
  });
  return plans.sort((a, b) => compare(a.path, b.path));
}

function freePath(path: string, taken: ReadonlySet<string>): string {
  let free = path;
  for (let number = 2; taken.has(free); number++) {
    free = `${path}-${number}`;
  }
  return free;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
