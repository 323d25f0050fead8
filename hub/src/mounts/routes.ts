import type { Server } from '../../contract/servers.js';
import { mountVolume, unmountVolume } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import type { Api } from '../http/api.js';
import type { MountService } from './service.js';

export function bindMounts(
  api: Api,
  mounts: MountService,
  servers: { get(user: User, name: string): Server }
): void {
  api.on(mountVolume, async ({ principal, params, body }) => {
    await mounts.mount(principal.user, params.name, body);
    return servers.get(principal.user, params.name);
  });
  api.on(unmountVolume, async ({ principal, params }) => {
    await mounts.unmount(principal.user, params.name, params.volume);
    return servers.get(principal.user, params.name);
  });
}
