import type { Image } from '../../../contract/compute.js';
import type { User } from '../../accounts/types.js';
import type { Grant, GrantedPrivilege, Resource, ResourceId } from '../../sharing/types.js';
import type { ResolvedImage, ImageProgress } from '../images.js';

/** The container of a server that can be copied. */
export interface ServerContainer {
  readonly serverId: string;
  /** Name on the engine. */
  readonly container: string;
  /** Id of the image that it was made from. */
  readonly image: string;
}

/** What saving needs of servers. */
export interface SavableServers {
  /** @throws AppError `not-found`; `conflict` for a server that has no container, or is starting or stopping */
  containerOf(user: User, name: string): ServerContainer;
}

/** What images are used for, whoever does. */
export interface ImageUses {
  /** In words for the owner: `the server “GPU experiments”`, `a job of ana`. Empty when nothing does. */
  usesOf(image: { readonly id: string; readonly ownerId: string }): readonly string[];
}

export interface SavedGrants {
  may(user: User, privilege: GrantedPrivilege, resource: Resource): boolean;
  grantsOn(resource: ResourceId): Grant[];
  grantsReaching(user: User, kind: 'image'): Grant[];
  withdrawAllOn(resource: ResourceId): void;
}

/** What saving needs of images in general. */
export interface KnownImages {
  ensure(imageId: string, onProgress: ImageProgress): Promise<ResolvedImage>;
  /** Forgets what was found out about an image. */
  forget(imageId: string): void;
  /** What can be done with an image. @throws AppError `not-found` */
  abilities(imageId: string): Pick<Image, 'kind' | 'runsNotebooks' | 'reason' | 'kernels'>;
}

/** What an administrator lets users save. */
export interface SavingLimits {
  readonly allowed: boolean;
  readonly perUser: number;
  readonly mostBytes: number;
}
