import type { Access } from '../../contract/common.js';

export type Privilege = 'read' | 'write' | 'grant';

/** A volume as the other domains know one. */
export interface Volume {
  readonly id: string;
  readonly kind: 'user' | 'data';
  /** Name of the root volume; `Data` for data volumes. */
  readonly root: string;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Absolute path of its files on the hub's machine. */
  readonly directory: string;
  readonly createdAt: string;
  /** Counts its changes. */
  readonly version: number;
  /** `Storage/kim/persistent` or `Data/sdss`. */
  readonly address: string;
}

/** A volume to be mounted in a container. */
export interface MountPlan {
  readonly volume: Volume;
  readonly access: Access;
  /** Below the workspace: `Storage/kim/persistent` or `sdss`. */
  readonly path: string;
}
