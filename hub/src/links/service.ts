import type { Page } from '../../contract/common.js';
import type { Link } from '../../contract/links.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { isReserved } from '../files/reserved.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { expiryOf } from './expiry.js';
import type { LinkAccess, LinkPasswords, LinkVolumes } from './ports.js';
import type { LinkSecrets } from './secrets.js';
import { resourceOf } from './standings.js';
import type { LinkStore } from './store.js';
import type { LinkRow, LinkTimes } from './types.js';
import type { LinkView } from './view.js';

/** How many links one user may have: enough for any purpose, few enough to look through. */
export const LINKS_AT_MOST = 500;

/** After every id: the newest link comes first. */
const NEWEST = '~';

export interface LinkParts {
  readonly database: Database;
  readonly store: LinkStore;
  readonly view: LinkView;
  readonly secrets: LinkSecrets;
  readonly volumes: LinkVolumes;
  readonly access: LinkAccess;
  readonly files: Pick<VolumeFiles, 'stat'>;
  readonly passwords: LinkPasswords;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Null where an administrator switched links off. */
  readonly times: LinkTimes | null;
}

interface NewLink {
  readonly volume: string;
  readonly path: string;
  readonly expiresAt?: string | undefined;
  readonly password?: string | undefined;
  readonly maxDownloads?: number | undefined;
}

interface LinkChange {
  readonly expiresAt?: string | undefined;
  readonly password?: string | null | undefined;
  readonly maxDownloads?: number | null | undefined;
}

/** Links as their owners make, change and end them. To anybody else a link does not exist. */
export class LinkService {
  constructor(private readonly parts: LinkParts) {}

  /** Own links, newest first. @param site - see {@link LinkView.link} */
  list(
    user: User,
    query: { limit: number; cursor?: string | undefined },
    site: string
  ): Page<Link> {
    const { store, view } = this.parts;
    const [before = ''] = decodeCursor(query.cursor, 1);
    const found = store.ofOwner(user.id, before || NEWEST, query.limit + 1);
    const { items, nextCursor } = pageFrom(found, query.limit, ({ id }) => [id]);
    return { items: items.map(link => view.link(link, site)), nextCursor };
  }

  /**
   * @param by - with the rights that his credentials carry
   * @throws AppError `not-found`, `not-allowed` for who may not share the volume and where links are switched off,
   *   `invalid-request`, `limit-reached`
   */
  async make(by: User, wish: NewLink, site: string): Promise<Link> {
    const { database, store, view, secrets, clock, newId, files, passwords } = this.parts;
    const { path } = wish;
    const volume = this.shareable(by, wish.volume);
    if (path === '' || isReserved(path)) {
      throw invalid('/path', 'must lead to a file or folder inside the volume');
    }
    const expiresAt = expiryOf(wish.expiresAt, this.times(), clock());
    const entry = await files.stat({ directory: volume.directory, path });
    if (entry?.kind !== 'file' && entry?.kind !== 'directory') {
      throw new AppError('not-found', 'There is no such file or folder');
    }
    const passwordHash = wish.password === undefined ? null : await passwords.hash(wish.password);
    return database.transaction(() => {
      // It may have been taken from him while the file was looked at.
      this.shareable(by, volume.id);
      if (store.count(by.id) >= LINKS_AT_MOST) {
        throw new AppError('limit-reached', `You have ${LINKS_AT_MOST} links already`);
      }
      const id = newId();
      const link: LinkRow = {
        id,
        tokenHash: secrets.newToken(id).hash,
        ownerId: by.id,
        volumeId: volume.id,
        volumeAddress: volume.address,
        path,
        kind: entry.kind === 'file' ? 'file' : 'folder',
        passwordHash,
        createdAt: clock().toISOString(),
        expiresAt,
        downloads: 0,
        maxDownloads: wish.maxDownloads ?? null,
        lastDownloadAt: null,
        version: 1
      };
      store.insert(link);
      this.tell(by, 'link.make', link, `Made a link to ${volume.address}/${path}`, volume);
      return view.link(link, site);
    });
  }

  /** @param version - what the caller saw, from `If-Match`; null when it does not matter */
  async edit(
    by: User,
    id: string,
    change: LinkChange,
    version: number | null,
    site: string
  ): Promise<Link> {
    const { database, store, view, clock, passwords } = this.parts;
    this.own(by, id);
    const times = this.times();
    const expiresAt =
      change.expiresAt === undefined ? null : expiryOf(change.expiresAt, times, clock());
    const passwordHash =
      typeof change.password === 'string' ? await passwords.hash(change.password) : null;
    return database.transaction(() => {
      const link = this.own(by, id);
      if (version !== null && version !== link.version) {
        throw new AppError('changed-meanwhile', 'The link has changed since you read it');
      }
      const changed: LinkRow = {
        ...link,
        expiresAt: expiresAt ?? link.expiresAt,
        passwordHash: change.password === undefined ? link.passwordHash : passwordHash,
        maxDownloads: change.maxDownloads === undefined ? link.maxDownloads : change.maxDownloads,
        version: link.version + 1
      };
      store.update(changed);
      const detail = `Changed the link to ${link.volumeAddress}/${link.path}`;
      this.tell(by, 'link.edit', changed, detail, null);
      return view.link(changed, site);
    });
  }

  /** Ends a link: from now on there never was one. */
  revoke(by: User, id: string): void {
    const { database, store, activity } = this.parts;
    database.transaction(() => {
      const link = this.own(by, id);
      store.delete(id);
      const { version, volumeAddress, path } = link;
      activity.publish(by.id, { type: 'linkDeleted', id, version: version + 1 });
      this.record(by, 'link.revoke', id, `Revoked the link to ${volumeAddress}/${path}`, []);
    });
  }

  /** @throws AppError `not-allowed` */
  private times(): LinkTimes {
    if (this.parts.times === null) {
      throw new AppError('not-allowed', 'Links are switched off on this hub');
    }
    return this.parts.times;
  }

  private own(user: User, id: string): LinkRow {
    const link = this.parts.store.byId(id);
    if (link?.ownerId !== user.id) {
      throw new AppError('not-found', 'You have no such link');
    }
    return link;
  }

  private shareable(by: User, address: string): Volume {
    const volume = this.parts.volumes.find(by, address);
    if (!this.parts.access.may(by, 'grant', resourceOf(volume))) {
      throw new AppError('not-allowed', 'Only who may share a volume makes links to its files');
    }
    return volume;
  }

  private tell(
    by: User,
    action: string,
    link: LinkRow,
    detail: string,
    volume: Volume | null
  ): void {
    const { activity, view } = this.parts;
    const { id, version } = link;
    activity.publish(by.id, { type: 'link', id, version, body: view.summary(link) });
    this.record(by, action, id, detail, volume?.owner ? [volume.owner.id] : []);
  }

  private record(
    by: User,
    action: string,
    id: string,
    detail: string,
    concerns: readonly string[]
  ): void {
    const resource = { kind: 'link', id };
    this.parts.activity.record({
      actorId: by.id,
      action,
      resource,
      outcome: 'done',
      detail,
      concerns
    });
  }
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError('invalid-request', `${pointer} ${detail}`, { fields: [{ pointer, detail }] });
}
