import type { Application } from '../../hub/contract/applications.js';
import { listServers, type Server, type ServerProgress } from '../../hub/contract/servers.js';
import type { ServerOptions } from '../../hub/contract/server-options.js';
import type { Domain, Image } from '../../hub/contract/compute.js';
import { type Asked, Refusal, Reply } from './fake-hub.js';
import { FakeImages } from './fake-images.js';
import { idOf } from './ids.js';
import type { World } from './world.js';

const MOST = 3;

/** What the site leads to. */
const APPLICATIONS: readonly Application[] = [
  { title: 'Desktop', description: 'Programs with windows', url: '/hub/apps?image=desktop' },
  { title: 'SkyServer', description: 'Survey data', url: 'https://sky.example.org/' }
];

/** Kim's servers beside the one in which JupyterLab runs, as a hub would keep them. */
export class FakeServers {
  others: Server[] = [];
  /** What a start goes through; ends with `ready` or `failed` unless it still goes on. */
  steps: ServerProgress[] = [];
  /** Why servers cannot be listed; null when they can. */
  refusal: Refusal | null = null;
  readonly images: FakeImages;
  private last = 900;

  constructor(private readonly world: World) {
    this.images = new FakeImages(world.hub);
    world.server = { ...world.server, domain: 'small' };
    const { handlers } = world.hub;
    handlers.set(listServers.id, () => {
      if (this.refusal) throw this.refusal;
      return { items: this.all, limit: this.limit };
    });
    handlers.set('listApplications', () => ({ items: APPLICATIONS }));
    handlers.set('getServerOptions', asked => this.options(asked));
    handlers.set('createServer', ({ body }) => {
      const made = this.made(body as Partial<Server>);
      this.others = [...this.others, made];
      return this.tell(made);
    });
    handlers.set('editServer', ({ params, body }) => this.edit(params['name'] ?? '', body));
    handlers.set('startServer', ({ params }) =>
      this.change(params['name'] ?? '', { state: 'starting' })
    );
    handlers.set('stopServer', ({ params }) =>
      this.change(params['name'] ?? '', { state: 'stopping', url: null })
    );
    handlers.set('restartServer', ({ params }) =>
      this.change(params['name'] ?? '', { state: 'stopping' })
    );
    handlers.set('deleteServer', ({ params }) => {
      const gone = this.others.find(({ name }) => name === params['name']);
      if (!gone) throw new Refusal('conflict', 'The server is running');
      this.others = this.others.filter(other => other !== gone);
      world.hub.emit({ type: 'serverDeleted', id: gone.id, version: gone.version + 1 });
    });
    handlers.set('followServerStart', () => {
      const text = this.steps.map(step => `data: ${JSON.stringify(step)}\n\n`).join('');
      return new Reply(text, { 'Content-Type': 'text/event-stream' });
    });
  }

  get all(): Server[] {
    return [this.world.server, ...this.others];
  }

  /** A server beside the one in which JupyterLab runs. */
  add(part: Partial<Server>): Server {
    const server = this.made(part);
    this.others = [...this.others, server];
    return server;
  }

  private get limit() {
    return { most: MOST, used: this.all.length };
  }

  private made(part: Partial<Server>): Server {
    const { name = 'second', displayName = name } = part;
    this.last += 1;
    return {
      ...this.world.server,
      id: idOf(this.last),
      state: 'stopped',
      url: null,
      mounts: [],
      version: 1,
      ...part,
      name,
      displayName
    };
  }

  private edit(name: string, body: unknown): Server {
    const { displayName, ...setup } = body as Partial<Server>;
    const server = this.all.find(other => other.name === name);
    if (displayName !== undefined) return this.change(name, { displayName });
    const { domain = '', image = '', volumes = 'default' } = { ...server, ...setup };
    return this.change(
      name,
      server?.state === 'running' && image !== server.image
        ? { pending: { domain, image, volumes } }
        : setup
    );
  }

  /** Something becomes of a server; pages are told. */
  change(name: string, change: Partial<Server>): Server {
    if (name === this.world.server.name) return this.world.changeServer(change);
    const seen = this.others.find(other => other.name === name);
    if (!seen) throw new Refusal('not-found', 'There is no such server');
    const changed = { ...seen, ...change, version: seen.version + 1 };
    this.others = this.others.map(other => (other === seen ? changed : other));
    return this.tell(changed);
  }

  private tell(server: Server): Server {
    const { id, version } = server;
    this.world.hub.emit({ type: 'server', id, version, body: server });
    return server;
  }

  private options(asked: Asked): ServerOptions {
    const { handlers } = this.world.hub;
    const domains = handlers.get('listDomains')?.(asked) as { items: Domain[] };
    const images = handlers.get('listImages')?.(asked) as { items: Image[] };
    return {
      domains: domains.items.filter(({ kinds }) => kinds.includes('interactive')),
      images: images.items,
      volumes: this.world.volumes.map(volume => ({
        volume: volume.address,
        title: volume.title,
        description: volume.description,
        kind: volume.kind === 'data' ? 'data' : volume.owner === 'kim' ? 'own' : 'shared',
        owner: volume.owner,
        access: volume.privileges.includes('write') ? 'write' : 'read',
        byDefault: volume.kind === 'data' || volume.owner === 'kim'
      })),
      last: null,
      liveVolumes: true,
      limit: this.limit
    };
  }
}
