import type { User } from '../accounts/types.js';
import type { ContainerEngine } from '../compute/engine.js';
import type { ResolvedImage } from '../compute/images.js';
import type { PlatformIdentity } from '../identity.js';
import type { ServerSettings } from './environment.js';
import type { KindOfServer } from './kinds/kind.js';
import { kindFor, kindOf } from './kinds/kinds.js';
import { layOut, type ServerLayout, type ServerPlaces } from './mounts.js';
import { serverPrefix } from './names.js';
import { ourHome, planDigest, serverPlan, type ServerPlan } from './plan.js';
import type { MountPlan } from '../volumes/types.js';
import { domainFor, type ServerDomains, type ServerImages, type ServerMounts } from './ports.js';
import type { ServerRow } from './types.js';

/** How this hub is set up, as far as servers are told. */
export interface ServerSite extends ServerPlaces, ServerSettings {
  readonly identity: PlatformIdentity;
}

export interface PlannedServer {
  readonly kind: KindOfServer;
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
    private readonly images: Pick<ServerImages, 'appOf'>,
    private readonly site: ServerSite
  ) {}

  get serversDirectory(): string {
    return this.site.paths.servers;
  }

  prefix(owner: User, row: Pick<ServerRow, 'name'>): string {
    return serverPrefix(this.site.basePath, owner.name, row.name);
  }

  kindOf(row: Pick<ServerRow, 'kind' | 'image' | 'container'>): KindOfServer {
    return kindOf(row, this.images);
  }

  /** What is opened of a server. */
  address(owner: User, row: ServerRow): string {
    const prefix = this.prefix(owner, row);
    return prefix + this.kindOf(row).path(prefix);
  }

  plan(owner: User, row: ServerRow, image: ResolvedImage): PlannedServer {
    const { identity } = this.site;
    const kind = kindFor(image.app);
    const prefix = this.prefix(owner, row);
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
        kind,
        home
      },
      this.site
    );
    const environment = kind.environment(
      {
        ownerName: owner.name,
        serverName: row.name,
        prefix,
        hubUrl: this.engine.hubUrl(),
        memoryBytes: domain.memoryBytes,
        cores: domain.cores,
        idleSeconds: domain.idleSeconds,
        jupyterPath: image.probe?.jupyterPath ?? '',
        jupyterConfigPath: image.probe?.jupyterConfigPath ?? '',
        home
      },
      this.site
    );
    const command = kind.command(prefix);
    const program = command && { command, workingDirectory: kind.workspace };
    const plan = serverPlan(image, identity, domain, environment, layout.mounts, program);
    return { kind, plan, digest: planDigest(plan), directories: layout.directories, volumes };
  }
}
