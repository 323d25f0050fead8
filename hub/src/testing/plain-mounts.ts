import type { User } from '../accounts/types.js';
import type { ServerMounts } from '../servers/ports.js';
import type { MountPlan } from '../volumes/types.js';

/** Servers whose containers are made with their volumes, which nobody chooses. */
export function plainMounts(volumesOf: (user: User) => MountPlan[]): ServerMounts {
  return {
    possible: false,
    setups: {
      resolve: () => ({ base: 'default', choices: [] }),
      note: () => undefined,
      of: () => 'default',
      describe: () => 'default',
      lost: () => [],
      usable: () => []
    },
    plansFor: volumesOf,
    noteContainer: () => undefined,
    prepare: async () => false,
    attach: async () => undefined,
    release: async () => undefined,
    shown: owner => ({
      mounts: volumesOf(owner).map(({ volume, access, path }) => ({
        volume: volume.address,
        access,
        path,
        state: 'attached',
        reason: null
      })),
      liveMounts: false
    }),
    settle: async () => undefined,
    tidy: async () => undefined
  };
}
