import type { EngineMount } from '../compute/engine.js';
import type { DataPaths } from '../config.js';
import type { Place } from '../files/ports.js';
import type { MountPlan } from '../volumes/types.js';
import type { KindOfServer } from './kinds/kind.js';
import { toPublicName } from './names.js';

/** JupyterLab's root folder in every container. */
export const WORKSPACE = '/home/jovyan/workspace';
const IDIES = '/home/idies';

const OURS = '/opt/labcommons';
export const OUR_JUPYTER_PATH = `${OURS}/share/jupyter`;
export const OUR_CONFIG_PATH = `${OURS}/etc/jupyter`;
export const SETTINGS_DIRECTORY = `${OURS}/profile/settings`;
export const WORKSPACES_DIRECTORY = `${OURS}/profile/workspaces`;

/** Where the things lie on the hub's machine that every server gets. */
export interface ServerPlaces {
  readonly paths: Pick<DataPaths, 'profiles' | 'servers'>;
  /** The prebuilt JupyterLab extension. */
  readonly extensionDirectory: string;
  /** What JupyterLab is set to where its user has chosen nothing else. */
  readonly configDirectory: string;
  /** A directory in which `workspace` is a link to {@link WORKSPACE}. */
  readonly idiesDirectory: string;
}

export interface LayoutWish {
  readonly ownerId: string;
  /** Empty for the default server. */
  readonly serverName: string;
  /** That the container is made with. */
  readonly volumes: readonly MountPlan[];
  /** Whether volumes are mounted in its workspace while it runs. */
  readonly follows: boolean;
  readonly kind: Pick<KindOfServer, 'kind' | 'workspace'>;
  /** Where the home directory is mounted; null where the image's own is writable for us. */
  readonly home: string | null;
}

/** Mounts of a container, and the directories that must exist before it starts beside mount points in the workspace. */
export interface ServerLayout {
  readonly mounts: readonly EngineMount[];
  readonly directories: readonly Place[];
}

/** The directory of a server's own files below the servers directory; outlives its container. */
export function serverDirectory(ownerId: string, serverName: string): string {
  return `${ownerId}/${toPublicName(serverName)}`;
}

/** A server's workspace below the servers directory. */
export function workspaceDirectory(ownerId: string, serverName: string): string {
  return `${serverDirectory(ownerId, serverName)}/workspace`;
}

/** What a server's container sees of the hub's machine. Parents come before what is mounted inside them. */
export function layOut(wish: LayoutWish, places: ServerPlaces): ServerLayout {
  const { profiles, servers } = places.paths;
  const own = serverDirectory(wish.ownerId, wish.serverName);
  const settings = `${wish.ownerId}/settings`;
  const layouts = `${wish.ownerId}/workspaces/${toPublicName(wish.serverName)}`;
  const { workspace } = wish.kind;
  const isLab = wish.kind.kind === 'lab';
  const homeMounts: EngineMount[] =
    wish.home === null
      ? []
      : [{ source: `${servers}/${own}/home`, target: wish.home, readOnly: false }];
  const workspaceInHome =
    wish.home !== null && workspace.startsWith(`${wish.home}/`)
      ? [`${own}/home/${workspace.slice(wish.home.length + 1)}`]
      : [];
  const labMounts = (): EngineMount[] => [
    {
      source: places.extensionDirectory,
      target: `${OUR_JUPYTER_PATH}/labextensions/labcommons`,
      readOnly: true
    },
    { source: places.configDirectory, target: OUR_CONFIG_PATH, readOnly: true },
    { source: `${profiles}/${settings}`, target: SETTINGS_DIRECTORY, readOnly: false },
    { source: `${profiles}/${layouts}`, target: WORKSPACES_DIRECTORY, readOnly: false }
  ];
  return {
    mounts: [
      ...homeMounts,
      // What is mounted later below this directory on the host appears inside while the server runs.
      {
        source: `${servers}/${own}/workspace`,
        target: workspace,
        readOnly: false,
        propagation: 'rslave',
        ...(wish.follows ? { mustPropagate: true } : {})
      },
      ...wish.volumes.map(({ volume, access, path }): EngineMount => ({
        source: volume.directory,
        target: `${workspace}/${path}`,
        readOnly: access === 'read',
        propagation: 'rslave'
      })),
      ...(workspace.startsWith(`${IDIES}/`)
        ? []
        : [{ source: places.idiesDirectory, target: IDIES, readOnly: true }]),
      ...(isLab ? labMounts() : [])
    ],
    directories: [
      ...(wish.home === null ? [] : [{ directory: servers, path: `${own}/home` }]),
      ...workspaceInHome.map(path => ({ directory: servers, path })),
      { directory: servers, path: `${own}/workspace` },
      ...(isLab ? [settings, layouts].map(path => ({ directory: profiles, path })) : [])
    ]
  };
}
