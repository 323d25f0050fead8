import type { Link } from '../../hub/contract/links.js';
import { Refusal, type FakeHub } from './fake-hub.js';
import { idOf } from './ids.js';

const NOW = Date.now();
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1_000).toISOString();

/** The user's anonymous links as a hub would keep them. */
export class FakeLinks {
  /** Newest first. */
  readonly links: Link[] = [];
  private next = 700_000;

  constructor(private readonly hub: FakeHub) {
    const { handlers } = hub;
    handlers.set('listLinks', () => ({ items: this.links, nextCursor: null }));
    handlers.set('makeLink', ({ body }) => {
      const { password, ...wish } = body as Partial<Link> & { password?: string };
      return this.add({ ...wish, hasPassword: password !== undefined });
    });
    handlers.set('editLink', ({ params, body }) => {
      const { password, ...change } = body as Partial<Link> & { password?: string | null };
      return this.change(params['id'] ?? '', {
        ...change,
        ...(password !== undefined && { hasPassword: password !== null })
      });
    });
    handlers.set('revokeLink', ({ params }) => {
      const link = this.find(params['id'] ?? '');
      this.links.splice(this.links.indexOf(link), 1);
      hub.emit({ type: 'linkDeleted', id: link.id, version: link.version + 1 });
    });
  }

  add(fields: Partial<Link> = {}): Link {
    const path = fields.path ?? 'plots/spectrum.png';
    const link: Link = {
      id: idOf((this.next += 1)),
      kind: 'file',
      name: path.slice(path.lastIndexOf('/') + 1),
      volume: 'Storage/kim/persistent',
      path,
      state: 'live',
      reason: null,
      hasPassword: false,
      expiresAt: at(-30 * 24 * 3600),
      downloads: 0,
      maxDownloads: null,
      lastDownloadAt: null,
      createdAt: at(60),
      version: 1,
      url: `https://hub.example.org/hub/l/${'Qx7_'.repeat(10)}ab${this.next % 10}`,
      ...fields
    };
    this.links.unshift(link);
    return link;
  }

  /** As the owner or a visitor does; told to every open page, without the address. */
  change(id: string, change: Partial<Link>): Link {
    const link = Object.assign(this.find(id), change);
    const { url: _url, ...body } = link;
    this.hub.emit({ type: 'link', id, version: link.version, body });
    return link;
  }

  private find(id: string): Link {
    const link = this.links.find(one => one.id === id);
    if (!link) throw new Refusal('not-found', 'You have no such link');
    return link;
  }
}
