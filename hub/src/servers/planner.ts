import type { User } from '../accounts/types.js';
import type { ContainerEngine } from '../compute/engine.js';
import type { ResolvedImage } from '../compute/images.js';
import type { Config } from '../config.js';
import type { PlatformIdentity } from '../identity.js';
import { serverEnvironment } from './environment.js';
import { layOut, type ServerLayout, type ServerPlaces } from './mounts.js';
import { serverPrefix } from './names.js';
import { ourHome, planDigest, serverPlan, type ServerPlan } from './plan.js';
import type { MountPlan } from '../volumes/types.js';
import { domainFor, type ServerDomains, type ServerMounts } from './ports.js';
import type { ServerRow } from './types.js';

/** How this hub is set up, as far as servers are told. */
export interface ServerSite
  extends ServerPlaces, Pick<Config, 'basePath' | 'hubPath' | 'hubOrigin' | 'labOrigin'> {
  readonly identity: PlatformIdentity;
}

export interface PlannedServer {
  readonly plan: ServerPlan;
  readonly digest: string;
  readonly directories: ServerLayout['directories'];
  /** That the server is to have, whoever mounts them. */
  readonly volumes: readonly MountPlan[];
}

/** Works out what the container of a server has to be at this moment. */
export class ServerPlanner {
  constructor(
    private readonly engine: Pick<ContainerEngine, 'hubUrl'>,
    private readonly domains: ServerDomains,
    private readonly mounts: Pick<ServerMounts, 'possible' | 'plansFor'>,
    private readonly site: ServerSite
  ) {}

  get serversDirectory(): string {
    return this.site.paths.servers;
  }

  prefix(owner: User, row: Pick<ServerRow, 'name'>): string {
    return serverPrefix(this.site.basePath, owner.name, row.name);
  }

  plan(owner: User, row: ServerRow, image: ResolvedImage): PlannedServer {
    const { identity } = this.site;
    const domain = domainFor(this.domains, row.domain);
    const home = ourHome(image, identity);
    const follows = this.mounts.possible;
    const volumes = this.mounts.plansFor(owner, row.id);
    const layout = layOut(
      {
        ownerId: owner.id,
        serverName: row.name,
        volumes: follows ? [] : volumes,
        follows,
        home
      },
      this.site
    );
    const environment = serverEnvironment(
      {
        ownerName: owner.name,
        serverName: row.name,
        prefix: this.prefix(owner, row),
        hubUrl: this.engine.hubUrl(),
        memoryBytes: domain.memoryBytes,
        cores: domain.cores,
        idleSeconds: domain.idleSeconds,
        jupyterPath: image.probe?.jupyterPath ?? '',
        home
      },
      this.site
    );
    const plan = serverPlan(image, identity, domain, environment, layout.mounts);
    return { plan, digest: planDigest(plan), directories: layout.directories, volumes };
  }
}
