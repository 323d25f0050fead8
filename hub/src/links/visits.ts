import { VolumePath } from '../../contract/common.js';
import { hashSecret } from '../accounts/secrets.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import { cursorOf, placeAt } from '../files/cursor.js';
import type { EntryStat, Place, VolumeFiles } from '../files/ports.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import type { LinkAttempts, LinkPasswords } from './ports.js';
import type { LinkSecrets } from './secrets.js';
import type { Standings } from './standings.js';
import type { LinkStore } from './store.js';
import type { LinkRow } from './types.js';
import { type LinkView, nameOf } from './view.js';

/** Entries of a folder that one page shows. */
const ENTRIES_A_PAGE = 200;

export interface VisitParts {
  readonly database: Database;
  readonly store: LinkStore;
  readonly standings: Standings;
  readonly view: LinkView;
  readonly secrets: LinkSecrets;
  readonly files: Pick<VolumeFiles, 'stat' | 'page'>;
  readonly passwords: LinkPasswords;
  readonly attempts: LinkAttempts;
  /** Slows down who downloads without end. */
  readonly downloads: { take(link: string, address: string): Promise<void> };
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
}

/** A link that works, and what it leads to. */
export interface Opened {
  readonly link: LinkRow;
  readonly owner: User;
  readonly volume: Volume;
}

/** What a visitor sees of a link. */
export interface Shown {
  readonly name: string;
  readonly sharedBy: string;
  /** Inside the shared folder; empty for what the link leads to. */
  readonly path: string;
  readonly entry: EntryStat;
  readonly items: readonly EntryStat[];
  readonly nextCursor: string | null;
}

/** What a visitor downloads: a file as it is, a folder as a zip. */
export interface Download {
  readonly kind: LinkRow['kind'];
  readonly name: string;
  readonly place: Place;
}

/** In place of a link that there is not. */
const NO_LINK: LinkRow = {
  id: '',
  tokenHash: '',
  ownerId: '',
  volumeId: '',
  volumeAddress: '',
  path: '',
  kind: 'file',
  passwordHash: null,
  createdAt: '',
  expiresAt: new Date(0).toISOString(),
  downloads: 0,
  maxDownloads: null,
  lastDownloadAt: null,
  version: 0
};

/** Unknown, expired, revoked, used up, or without what it leads to: all the same to a visitor. */
export function noLink(): AppError {
  return new AppError('not-found', 'This link does not work, or not any more');
}

/** Links as visitors use them, without any account. */
export class LinkVisits {
  constructor(private readonly parts: VisitParts) {}

  /** @throws AppError `not-found`, alike for whatever reason it does not work */
  open(token: string): Opened {
    const { store, standings } = this.parts;
    const link = store.byHash(hashSecret(token));
    const { state, owner, volume } = standings.of(link ?? NO_LINK);
    if (!link || state !== 'live' || !owner || !volume) {
      throw noLink();
    }
    return { link, owner, volume };
  }

  /** Whether a visitor with these tickets still has to say the password. */
  asksPassword({ link }: Opened, tickets: readonly string[]): boolean {
    const { secrets, clock } = this.parts;
    return (
      link.passwordHash !== null &&
      !tickets.some(ticket => secrets.isTicketFor(link, ticket, clock()))
    );
  }

  /**
   * @returns a ticket that stands for the password
   * @throws AppError `not-found`, `wrong-password`, `too-many-requests`
   */
  async unlock(token: string, password: string, address: string): Promise<string> {
    const { attempts, passwords, secrets, clock } = this.parts;
    const { link } = this.open(token);
    if (link.passwordHash !== null) {
      await attempts.take(link.id, address);
      if (!(await passwords.matches(link.passwordHash, password))) {
        throw new AppError('wrong-password', 'This is not the password');
      }
      await attempts.forgive(link.id, address);
    }
    return secrets.ticketFor(link, clock());
  }

  /** @param path - inside the shared folder @throws AppError `not-found`, `invalid-request` */
  async show({ link, owner, volume }: Opened, path: string, cursor?: string): Promise<Shown> {
    const place = placeIn(link, volume, path);
    const { entry, items, next } = await this.parts.files.page(place, {
      sort: 'name',
      descending: false,
      hidden: true,
      limit: ENTRIES_A_PAGE,
      ...(cursor === undefined ? {} : { after: placeAt('name', cursor) })
    });
    requireKind(link, path, entry);
    return {
      name: nameOf(place.path),
      sharedBy: owner.displayName || owner.name,
      path,
      entry,
      items,
      nextCursor: next && cursorOf('name', next)
    };
  }

  /**
   * Counts a download, and says where its bytes are.
   * @param path - inside the shared folder
   * @param counts - false for who only asks what he would get
   * @throws AppError `not-found`, also when it was the last one before; `too-many-requests`
   */
  async download(
    opened: Opened,
    path: string,
    address: string,
    counts: boolean
  ): Promise<Download> {
    const { files, downloads } = this.parts;
    const { link, volume } = opened;
    const place = placeIn(link, volume, path);
    const entry = await files.stat(place);
    requireKind(link, path, entry);
    const name = nameOf(place.path);
    if (counts) {
      await downloads.take(link.id, address);
      this.count(opened, place.path, address);
    }
    return { kind: entry?.kind === 'file' ? 'file' : 'folder', name, place };
  }

  /** One statement decides whether there may be one more: many at once never exceed the limit. */
  private count({ link, volume }: Opened, path: string, address: string): void {
    const { database, store, view, activity, clock } = this.parts;
    database.transaction(() => {
      // Whether the link works was decided before the file was looked at.
      this.openById(link.id);
      if (!store.takeDownload(link.id, clock().toISOString())) {
        throw noLink();
      }
      const { ownerId, id, version } = link;
      const counted = store.byId(id);
      if (counted) {
        activity.publish(ownerId, { type: 'link', id, version, body: view.summary(counted) });
      }
      activity.record({
        actorId: null,
        action: 'link.download',
        resource: { kind: 'link', id },
        outcome: 'done',
        detail: `Downloaded ${volume.address}/${path} through a link`,
        address,
        concerns: [ownerId, ...(volume.owner ? [volume.owner.id] : [])]
      });
    });
  }

  private openById(id: string): void {
    const link = this.parts.store.byId(id);
    if (!link || this.parts.standings.of(link).state !== 'live') {
      throw noLink();
    }
  }
}

/** @throws AppError `not-found` for a path that leads nowhere inside what is shared */
function placeIn(link: LinkRow, volume: Volume, path: string): Place {
  if (!VolumePath.safeParse(path).success || (link.kind === 'file' && path !== '')) {
    throw noLink();
  }
  return {
    directory: volume.directory,
    path: path === '' ? link.path : `${link.path}/${path}`
  };
}

/** What has become something else since it was shared was not meant. */
function requireKind(link: LinkRow, path: string, entry: EntryStat | null): void {
  const isWanted =
    path === ''
      ? entry?.kind === (link.kind === 'file' ? 'file' : 'directory')
      : entry?.kind === 'file' || entry?.kind === 'directory';
  if (!isWanted) {
    throw noLink();
  }
}
