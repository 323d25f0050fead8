import type { Mount } from '../../contract/servers.js';
import type { MountPlan } from '../volumes/types.js';
import type { Choice, FixedMount } from './types.js';

/** What is known of the mounts of a server at a moment. */
export interface MountsNow {
  /** What it should have. */
  readonly wanted: readonly MountPlan[];
  /** What its owner chose for it and may not have any more. */
  readonly lost: readonly Choice[];
  /** What runs: nothing, a container that follows, or one that has what it was made with. */
  readonly container:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'live';
        /** Why a volume could not be mounted, by id. */
        readonly failed: ReadonlyMap<string, string>;
      }
    | { readonly kind: 'fixed'; readonly mounts: readonly FixedMount[] };
  /** Whether the owner may have this mount. */
  readonly mayHave: (mount: FixedMount) => boolean;
}

const COMES = 'It is mounted when the server starts anew';
const CHANGES = 'Its access changes when the server starts anew';
const GOES = 'It is taken out when the server starts anew';
const LOST = 'You may no longer use it';
const ENDING = 'You may no longer use it: the server stops';

/** The mounts of a server as the API shows them, in the order of their paths. */
export function shownMounts(now: MountsNow): Mount[] {
  const { wanted, lost, container } = now;
  const fixed = container.kind === 'fixed' ? container.mounts : [];
  const coming = wanted.map(({ volume, access, path }): Mount => {
    const shown = { volume: volume.address, access, path };
    if (container.kind === 'none') {
      return { ...shown, state: 'attached', reason: null };
    }
    if (container.kind === 'live') {
      const why = container.failed.get(volume.id);
      return why === undefined
        ? { ...shown, state: 'attached', reason: null }
        : { ...shown, state: 'restartNeeded', reason: why };
    }
    const there = fixed.find(({ volumeId }) => volumeId === volume.id);
    if (there?.access === access && there.path === path) {
      return { ...shown, state: 'attached', reason: null };
    }
    return { ...shown, state: 'restartNeeded', reason: there ? CHANGES : COMES };
  });
  const isComing = new Set(wanted.map(({ volume }) => volume.id));
  const going = fixed
    .filter(({ volumeId }) => !isComing.has(volumeId))
    .map((mount): Mount => {
      const { address, access, path } = mount;
      return now.mayHave(mount)
        ? { volume: address, access, path, state: 'restartNeeded', reason: GOES }
        : { volume: address, access, path, state: 'withdrawn', reason: ENDING };
    });
  const isGoing = new Set(fixed.map(({ volumeId }) => volumeId));
  const gone = lost
    .filter(({ volumeId }) => !isGoing.has(volumeId))
    .map(({ address, access }): Mount => ({
      volume: address,
      access: access ?? 'read',
      path: address.replace(/^Data\//, ''),
      state: 'withdrawn',
      reason: LOST
    }));
  return [...coming, ...going, ...gone].sort((a, b) => (a.path < b.path ? -1 : 1));
}
