import type { Image } from '../../contract/compute.js';
import { SERVER_ACTIONS } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import { type AppLink, parseLink } from './parse.js';
import {
  hasArguments,
  inWorkspace,
  type LinkPlan,
  planLink,
  type ServerWish,
  wishOf
} from './plan.js';
import type { LinkFiles, LinkMounts, LinkRoom, LinkServers } from './ports.js';

/** A server that is on its way, and what is to be opened in it. */
export interface Opened {
  /** As in the API. */
  readonly server: string;
  /** Below its address, escaped. */
  readonly path: string;
}

/** Ids of a domain and of an image of it. */
export interface Offer {
  readonly domain: string;
  readonly image: string;
  readonly words: string;
  readonly isChosen: boolean;
}

/** Links that make, start and open servers. */
export class AppLinkService {
  constructor(
    private readonly servers: LinkServers,
    private readonly mounts: LinkMounts,
    private readonly files: LinkFiles,
    private readonly room: LinkRoom,
    private readonly clock: Clock
  ) {}

  /** What following a link comes to; changes nothing. @throws AppError as {@link parseLink} and {@link planLink} */
  async plan(user: User, query: URLSearchParams): Promise<LinkPlan> {
    return this.planOf(user, await this.readable(user, query));
  }

  /**
   * Makes the server or finds it, gives it its volumes and arguments, and starts it if need be.
   * @throws AppError as {@link plan}, and as making and starting does
   */
  async open(user: User, query: URLSearchParams): Promise<Opened> {
    const link = await this.readable(user, query);
    // From here on nothing is waited for until the server is there: whoever clicks twice finds what his first click made.
    const plan = this.planOf(user, link);
    const { server, volumes, toMount, path } = plan;
    if (server.kind === 'use' && server.server.state === 'stopping') {
      throw new AppError(
        'conflict',
        `“${server.title}” is stopping. Open the link again in a moment.`
      );
    }
    this.mustStart(plan);
    if (server.kind === 'make') {
      this.servers.settings.create(user, {
        name: server.name,
        ...(server.name === 'default' ? {} : { displayName: server.title }),
        domain: server.domain.id,
        image: server.image.id,
        volumes
      });
    }
    for (const { volume, access } of toMount) {
      await this.mounts.mount(user, server.name, { volume, access });
    }
    if (hasArguments(plan)) {
      await this.files.write(user, argumentsPlace(user, server.name), this.argumentsOf(plan));
    }
    await this.servers.start(user, server.name);
    return { server: server.name, path };
  }

  /** Before anything is made for a server that could not start. @throws AppError `disk-full`, `maintenance` */
  mustStart({ server }: LinkPlan): void {
    if (server.kind === 'make' || !SERVER_ACTIONS[server.server.state].includes('stop')) {
      this.room.mustBeOpen();
    }
  }

  /** Images that the user may use whose servers are other programs than JupyterLab. */
  programs(user: User): readonly Image[] {
    return this.servers.settings.options(user).images.filter(({ kind }) => kind === 'app');
  }

  /** What a server that a link makes can be made of, what the link asks for among it. */
  offers(user: User, { server }: LinkPlan): Offer[] {
    const { domains, images } = this.servers.settings.options(user);
    return domains.flatMap(domain =>
      images
        .filter(({ id }) => domain.images.includes(id))
        .map(image => ({
          domain: domain.id,
          image: image.id,
          words: `${image.title} in ${domain.title}`,
          isChosen:
            server.kind === 'make' && server.domain.id === domain.id && server.image.id === image.id
        }))
    );
  }

  /** Reads a link; the file that it names is there. */
  private async readable(user: User, query: URLSearchParams): Promise<AppLink> {
    const link = parseLink(query);
    if (link.file !== null) {
      this.planOf(user, link);
      if (!(await this.files.isThere(user, link.file))) {
        throw new AppError(
          'not-found',
          `This link cannot be opened: there is no file “${link.file}”, or you may not see it.`
        );
      }
    }
    return link;
  }

  /**
   * What a link that leads to the form of a new server asks to be chosen there; null for one that hands something over,
   * which is not the form's to do.
   * @throws AppError as {@link plan}
   */
  wish(user: User, query: URLSearchParams): ServerWish | null {
    const link = parseLink(query);
    const isHandedOver = link.file !== null || link.input !== undefined;
    return isHandedOver ? null : wishOf(link, this.worldOf(user));
  }

  private planOf(user: User, link: AppLink): LinkPlan {
    return planLink(link, this.worldOf(user));
  }

  private worldOf(user: User): Parameters<typeof planLink>[1] {
    return {
      user: user.name,
      options: this.servers.settings.options(user),
      servers: this.servers.listFor(user)
    };
  }

  private argumentsOf({ file, input }: LinkPlan): Buffer {
    const said = {
      file: file === null ? null : inWorkspace(file),
      arguments: input ?? null,
      openedAt: this.clock().toISOString()
    };
    return Buffer.from(`${JSON.stringify(said, null, 2)}\n`);
  }
}

/** Where a server finds what a link handed it: one place each, so that a notebook knows it beforehand. */
export function argumentsPlace(user: User, server: string): string {
  return `Temporary/${user.name}/scratch/.labcommons/arguments/${server}.json`;
}
