import type { VolumeMount } from '../../contract/common.js';
import type { User } from '../accounts/types.js';
import type { MountPlan, Volume } from './types.js';

interface Users {
  userById(id: string): User | null;
}
interface Servers {
  all(): readonly { readonly id: string; readonly ownerId: string; readonly phase: string }[];
}
interface Mounts {
  /** What a server of the user has mounted, or is to have. */
  plansFor(owner: User, serverId: string): readonly MountPlan[];
}
interface Jobs {
  running(): readonly { readonly spec: { readonly volumes: readonly VolumeMount[] } }[];
}
interface Volumes {
  at(addressOrId: string): Volume | null;
}

/** Finds the volumes that something may write to which runs now, without the hub; each once. */
export function volumesWritten(
  servers: Servers,
  mounts: Mounts,
  jobs: Jobs,
  users: Users,
  volumes: Volumes
): () => readonly Volume[] {
  return () => {
    const byServers = servers
      .all()
      .filter(({ phase }) => phase !== 'ended')
      .flatMap(({ id, ownerId }) => {
        const owner = users.userById(ownerId);
        return owner ? mounts.plansFor(owner, id) : [];
      })
      .flatMap(({ volume, access }) => (access === 'write' ? [volume] : []));
    const byJobs = jobs
      .running()
      .flatMap(({ spec }) => spec.volumes)
      .flatMap(({ volume, access }) => (access === 'write' ? [volumes.at(volume)] : []))
      .filter(volume => volume !== null);
    return [...new Map([...byServers, ...byJobs].map(volume => [volume.id, volume])).values()];
  };
}
