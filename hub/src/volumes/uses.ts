import type { VolumeUses } from './ports.js';
import type { Volume } from './types.js';

interface Users {
  userById(id: string): { readonly name: string } | null;
}
interface Servers {
  mounting(volume: Volume): string[];
}
interface Jobs {
  using(volume: Volume): { readonly name: string; readonly ownerId: string }[];
}

/** Servers of the owner, and jobs of whomever: of others only that there are some. */
export function volumeUses(servers: Servers, jobs: Jobs, users: Users): VolumeUses {
  return {
    usesOf(volume) {
      const ofJobs = jobs
        .using(volume)
        .map(({ name, ownerId }) =>
          ownerId === volume.owner?.id
            ? `the job “${name}”`
            : `a job of ${users.userById(ownerId)?.name ?? 'somebody'}`
        );
      return [
        ...servers
          .mounting(volume)
          .map(title => `the server “${title}” (unmount it there or stop it)`),
        ...new Set(ofJobs)
      ];
    }
  };
}
