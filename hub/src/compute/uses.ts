import type { ImageUses } from './saved/ports.js';

interface Users {
  userById(id: string): { readonly name: string } | null;
}
interface Servers {
  inImage(imageId: string): readonly { readonly name: string; readonly ownerId: string }[];
}
interface Jobs {
  inImage(imageId: string): readonly { readonly name: string; readonly ownerId: string }[];
}

/** Servers that are set to an image and jobs that wait or run in it; of others only that there are some, and whose. */
export function imageUses(servers: Servers, jobs: Jobs, users: Users): ImageUses {
  return {
    usesOf({ id, ownerId }) {
      const whose = (kind: string, used: { name: string; ownerId: string }) =>
        used.ownerId === ownerId
          ? `the ${kind} “${used.name}”`
          : `a ${kind} of ${users.userById(used.ownerId)?.name ?? 'somebody'}`;
      return [
        ...servers.inImage(id).map(server => whose('server', server)),
        ...new Set(jobs.inImage(id).map(job => whose('job', job)))
      ];
    }
  };
}

/** What lives in a compute domain, in words for administrators. */
export function domainUses(
  servers: {
    liveIn(domainId: string): readonly { readonly name: string; readonly ownerId: string }[];
  },
  jobs: { unfinishedIn(domainId: string): number },
  users: Users
): (domainId: string) => string[] {
  return domainId => {
    const waiting = jobs.unfinishedIn(domainId);
    return [
      ...servers
        .liveIn(domainId)
        .map(({ ownerId }) => `a server of ${users.userById(ownerId)?.name ?? 'somebody'}`),
      ...(waiting > 0 ? [`${waiting} unfinished job${waiting === 1 ? '' : 's'}`] : [])
    ];
  };
}
