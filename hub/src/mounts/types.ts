import type { Access } from '../../contract/common.js';
import type { Volume } from '../volumes/types.js';

/** A server, as far as volumes are mounted in it. */
export interface MountingServer {
  readonly id: string;
  readonly ownerId: string;
  /** What people call it. */
  readonly title: string;
  /** Its directory below the directory of all: `<user id>/<server>/workspace`. */
  readonly workspace: string;
  /** `live` while it starts or runs, `ending` while it stops. */
  readonly phase: 'live' | 'ending' | 'ended';
}

/** What a user said about a volume in one of his servers. */
export interface Choice {
  readonly volumeId: string;
  /** Of the volume when it was chosen. */
  readonly address: string;
  /** Null: it is not to be mounted. */
  readonly access: Access | null;
}

/**
 * What a server is set to have: the volumes of the base, changed by the choices.
 * - `default`: what every server of the user gets
 * - `all`: everything that he may use
 */
export interface Setup {
  readonly base: 'default' | 'all' | 'none';
  readonly choices: readonly Choice[];
}

/** A volume with what may be done with it. */
export interface Allowed {
  readonly volume: Volume;
  readonly access: Access;
}

/** A mount that a container was made with. */
export interface FixedMount {
  readonly volumeId: string;
  readonly address: string;
  readonly access: Access;
  readonly path: string;
}

/** What is known of the present container of a server. */
export type ContainerMounts =
  { readonly kind: 'live' } | { readonly kind: 'fixed'; readonly mounts: readonly FixedMount[] };
