import type { LeftOutReason } from '../../../contract/images.js';
import type { KeptPath, Layer, LayerChange } from '../layer-engine.js';
import { leftOutAt, stepsTo } from './left-out.js';

/** What of a layer goes into an image. */
export interface Selection {
  /** Outermost only, in order. */
  readonly kept: readonly KeptPath[];
  /** Outermost only. */
  readonly removed: readonly string[];
  readonly leftOut: readonly { readonly path: string; readonly reason: LeftOutReason }[];
}

/** The engine's own, in every container. */
const OF_THE_ENGINE = new Set([
  '/dev',
  '/proc',
  '/sys',
  '/.dockerenv',
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/etc/mtab'
]);

function isWithin(path: string, folders: { has(path: string): boolean }): boolean {
  return stepsTo(path).some(step => folders.has(step));
}

/**
 * Decides by paths alone what of a layer goes into an image. A folder that is there only because something is mounted
 * below it is not taken whole, nor is one that was removed and made anew taken for its old content.
 */
export function selectionOf({ changes, mountPoints }: Layer): Selection {
  const foreign = new Set([...OF_THE_ENGINE, ...mountPoints]);
  const aboveMounts = new Set(mountPoints.flatMap(point => stepsTo(point).slice(0, -1)));
  const parents = new Set(changes.flatMap(({ path }) => stepsTo(path).slice(0, -1)));
  const leftOut = new Map<string, LeftOutReason>();
  const kept = new Map<string, KeptPath>();
  const removed = new Set<string>();

  const isRoot = ({ path, kind }: LayerChange) =>
    // A changed folder is there for what changed in it; a removed one with something in it was made anew.
    (kind === 'added' || (kind === 'removed' && parents.has(path)) || !parents.has(path)) &&
    !aboveMounts.has(path);

  const inOrder = [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const change of inOrder) {
    const { path, kind } = change;
    if (isWithin(path, foreign)) {
      continue;
    }
    const left = leftOutAt(path);
    if (left) {
      leftOut.set(left.path, left.reason);
      continue;
    }
    if (kind === 'removed' && !isWithin(path, removed) && !isWithin(path, kept)) {
      removed.add(path);
    }
    if ((kind !== 'removed' || parents.has(path)) && isRoot(change) && !isWithin(path, kept)) {
      kept.set(path, { path, isNew: kind !== 'changed' });
    }
  }
  return {
    kept: [...kept.values()],
    removed: [...removed],
    leftOut: [...leftOut].map(([path, reason]) => ({ path, reason }))
  };
}
