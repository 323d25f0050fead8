import { join } from 'node:path';

/** Where things lie below the data directory. */
export interface DataPaths {
  readonly database: string;
  /** Pid files and sockets; mode 0700. */
  readonly run: string;
  readonly gatewaySocket: string;
  readonly hubSocket: string;
  /** The tunnel to an engine of another machine. */
  readonly engineSocket: string;
  readonly filesSocket: string;
  /** Of the files worker for what takes long. */
  readonly bulkSocket: string;
  readonly volumes: string;
  readonly snapshots: string;
  readonly profiles: string;
  readonly servers: string;
  readonly jobs: string;
  readonly control: string;
  /** Databases of users, each in a directory named by its id. */
  readonly databases: string;
  /** What servers and jobs get of us: copies, since an engine need not see where our programs lie. */
  readonly installed: string;
  /**
   * The key of links; mode 0600. Beside the database, not in it: who reads a copy of that cannot open a link. Without it
   * links that exist go on working, only their addresses cannot be shown again.
   */
  readonly linkKey: string;
  /** The gateway's own key; mode 0600. Without it browsers that are in programs come back through the hub. */
  readonly gatewayKey: string;
}

/** @param dataDir - absolute */
export function dataPaths(dataDir: string): DataPaths {
  const run = join(dataDir, 'run');
  return {
    database: join(dataDir, 'hub.sqlite'),
    run,
    gatewaySocket: join(run, 'gateway-control.sock'),
    hubSocket: join(run, 'hub.sock'),
    engineSocket: join(run, 'engine.sock'),
    filesSocket: join(run, 'files', 'files.sock'),
    bulkSocket: join(run, 'files', 'bulk.sock'),
    volumes: join(dataDir, 'volumes'),
    snapshots: join(dataDir, 'snapshots'),
    profiles: join(dataDir, 'profiles'),
    servers: join(dataDir, 'servers'),
    jobs: join(dataDir, 'jobs'),
    control: join(dataDir, 'control'),
    databases: join(dataDir, 'databases'),
    installed: join(dataDir, 'installed'),
    linkKey: join(dataDir, 'link.key'),
    gatewayKey: join(dataDir, 'gateway.key')
  };
}

/** Where the processes write their logs. */
export const logDirectory = ({ dataDir }: { readonly dataDir: string }): string =>
  join(dataDir, 'log');
