import type { VolumeMount } from '../../contract/common.js';
import type { ServerOptions } from '../../contract/server-options.js';
import type { Server } from '../../contract/servers.js';
import type { User } from '../../src/accounts/types.js';
import type { LinkFiles, LinkMounts, LinkRoom, LinkServers } from '../../src/app-links/ports.js';
import { QuickNotebooks } from '../../src/app-links/quick.js';
import type { AppLinkPages } from '../../src/app-links/routes.js';
import { AppLinkService } from '../../src/app-links/service.js';
import { AppError } from '../../src/errors.js';

type Wish = Parameters<LinkServers['settings']['create']>[1];

function image(id: string, title: string, kind: 'lab' | 'app'): ServerOptions['images'][number] {
  return {
    id,
    title,
    description: '',
    kind,
    runsNotebooks: kind === 'lab',
    reason: null,
    kernels: kind === 'lab' ? [{ name: 'ir', displayName: 'R', language: 'R' }] : [],
    owner: null,
    saved: null
  };
}

function domain(id: string, title: string, images: string[]): ServerOptions['domains'][number] {
  return {
    id,
    title,
    description: '',
    kinds: ['interactive'],
    images,
    limits: {
      memoryBytes: 2 ** 32,
      cores: 1,
      jobTimeSeconds: 60,
      runningJobs: 1,
      runningServers: null,
      idleSeconds: 60,
      lifeSeconds: null,
      layerBytes: null
    },
    freeSlots: 1,
    freeServers: null
  };
}

/** What links find at a hub: two domains, three images, volumes of kim, ana and the site. Remembers what they do. */
export class AppLinksWorld implements LinkServers, LinkMounts, LinkFiles, LinkRoom {
  servers: readonly Server[] = [];
  most: number | null = 3;
  /** Why nothing new may start. */
  closed: string | null = null;
  /** Places of files that there are. */
  files = new Set<string>();
  /** Everything that was changed, in its order. */
  done: unknown[] = [];
  written = new Map<string, unknown>();

  constructor() {
    this.reset();
  }

  reset(): void {
    this.servers = [];
    this.most = 3;
    this.closed = null;
    this.files = new Set(['Storage/ana/thesis/fit.ipynb', 'Data/sdss/plate.fits']);
    this.done = [];
    this.written = new Map();
  }

  readonly settings = {
    options: (user: User): ServerOptions => ({
      domains: [domain('small', 'Small', ['scipy', 'vnc']), domain('big', 'Big one', ['rstats'])],
      images: [
        image('scipy', 'Scientific Python', 'lab'),
        image('vnc', 'Desktop', 'app'),
        image('rstats', 'R', 'lab')
      ],
      volumes: [
        this.volume(`Storage/${user.name}/persistent`, 'own', 'write'),
        this.volume(`Temporary/${user.name}/scratch`, 'own', 'write'),
        this.volume('Data/sdss', 'data', 'read'),
        ...(user.name === 'kim' ? [this.volume('Storage/ana/thesis', 'shared', 'read')] : [])
      ],
      last: null,
      liveVolumes: true,
      limit: { most: this.most, used: this.servers.length }
    }),
    create: (user: User, wish: Wish) => void this.done.push(['create', user.name, wish])
  };

  get pages(): AppLinkPages {
    const clock = () => new Date('2026-11-21T12:00:00Z');
    const links = new AppLinkService(this, this, this, this, clock);
    return {
      links,
      quick: new QuickNotebooks(links, this, this, clock),
      tiles: [{ title: 'SkyServer', url: 'https://sky.example.org/', description: 'Survey data' }]
    };
  }

  listFor(): readonly Server[] {
    return this.servers;
  }

  mustBeOpen(): void {
    if (this.closed !== null) {
      throw new AppError('maintenance', this.closed);
    }
  }

  start(user: User, name: string): Promise<void> {
    this.done.push(['start', user.name, name]);
    return Promise.resolve();
  }

  mount(user: User, name: string, mount: VolumeMount): Promise<void> {
    this.done.push(['mount', user.name, name, mount]);
    return Promise.resolve();
  }

  isThere(_user: User, place: string): Promise<boolean> {
    return Promise.resolve(this.files.has(place));
  }

  write(user: User, place: string, bytes: Buffer): Promise<void> {
    this.done.push(['write', user.name, place]);
    this.written.set(place, JSON.parse(bytes.toString()));
    return Promise.resolve();
  }

  async writeNew(user: User, place: string, bytes: Buffer): Promise<string> {
    await this.write(user, place, bytes);
    this.files.add(place);
    return place;
  }

  private volume(
    volume: string,
    kind: 'own' | 'shared' | 'data',
    access: 'read' | 'write'
  ): ServerOptions['volumes'][number] {
    const byDefault = kind !== 'shared';
    const [, owner = ''] = volume.split('/');
    return {
      volume,
      title: volume,
      description: '',
      kind,
      owner: kind === 'data' ? null : owner,
      access,
      byDefault
    };
  }
}
