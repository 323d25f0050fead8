import { randomBytes } from 'node:crypto';

import type { VolumeFile } from '../../../contract/common.js';
import type { Download, DownloadRequest } from '../../../contract/downloads.js';
import { hashSecret } from '../../accounts/secrets.js';
import type { Principal, User } from '../../accounts/types.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import type { Located, Places } from '../places.js';
import type { Place, VolumeFiles, ZipPart } from '../ports.js';
import { zipPartOf } from '../zip-part.js';

const GOOD_FOR_MS = 60_000;

/** Addresses of one user that are good at the same time. */
const MOST_PER_USER = 100;

/** Places looked at together. */
const BATCH = 16;

/** What an address stands for. Who asks for it shows nothing but the address. */
interface Ticket {
  readonly principal: Principal;
  readonly user: User;
  readonly request: DownloadRequest;
  readonly expiresAt: Date;
  isUsed: boolean;
}

/** What is sent, and the name under which it is saved. */
export type DownloadBytes =
  | { readonly kind: 'file'; readonly place: Place; readonly name: string }
  /** `name` without its ending. */
  | { readonly kind: 'zip'; readonly parts: readonly ZipPart[]; readonly name: string };

/** Where things were earlier. */
export interface EarlierPlaces {
  /** @throws AppError `not-found` also for what the user may not see, and for another volume's snapshot */
  toRead(user: User, snapshotId: string, file: VolumeFile): Located;
}

export interface DownloadParts {
  readonly earlier: EarlierPlaces;
  readonly places: Pick<Places, 'toReadAt'>;
  readonly files: VolumeFiles;
  /** Whether credentials of earlier are still in force. */
  readonly stillHolds: (principal: Principal) => boolean;
  readonly clock: Clock;
}

/**
 * Addresses at which a browser saves files by itself, without credentials: each works once, for a minute, and as long as
 * the credentials hold with which it was asked for. They are kept in memory: whoever finds one gone asks for another.
 */
export class DownloadService {
  /** By the hash of what stands in the address. */
  private readonly tickets = new Map<string, Ticket>();

  constructor(private readonly parts: DownloadParts) {}

  /**
   * @param user - as far as the credentials reach
   * @param urlOf - the address of a ticket
   * @throws AppError `not-found`, `limit-reached`
   */
  async create(
    principal: Principal,
    user: User,
    request: DownloadRequest,
    urlOf: (ticket: string) => string
  ): Promise<Download> {
    const now = this.parts.clock();
    this.forget(now);
    const own = [...this.tickets.values()].filter(ticket => ticket.user.id === user.id);
    if (own.length >= MOST_PER_USER) {
      throw new AppError(
        'limit-reached',
        `You have ${MOST_PER_USER} downloads that were not begun`
      );
    }
    await this.bytesOf(user, request);
    const ticket = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + GOOD_FOR_MS);
    this.tickets.set(hashSecret(ticket), { principal, user, request, expiresAt, isUsed: false });
    return { url: urlOf(ticket), expiresAt: expiresAt.toISOString() };
  }

  /**
   * What an address stands for, decided upon anew.
   * @param use - `look` leaves it good; `again` is for the one who used it already and was not served
   * @throws AppError `not-found` for everything that is not good any more
   */
  async redeem(ticket: string, use: 'look' | 'once' | 'again'): Promise<DownloadBytes> {
    const key = hashSecret(ticket);
    const found = this.tickets.get(key);
    const isGood =
      found !== undefined &&
      found.expiresAt > this.parts.clock() &&
      found.isUsed === (use === 'again') &&
      this.parts.stillHolds(found.principal);
    if (!isGood) {
      throw new AppError('not-found', 'This address has been used, or its time is over');
    }
    if (use === 'again') {
      this.tickets.delete(key);
    }
    found.isUsed ||= use !== 'look';
    return this.bytesOf(found.user, found.request);
  }

  private async bytesOf(user: User, request: DownloadRequest): Promise<DownloadBytes> {
    const { files, name, snapshot } = request;
    const located: Found[] = [];
    for (let at = 0; at < files.length; at += BATCH) {
      const batch = files
        .slice(at, at + BATCH)
        .map((file, index) => this.find(user, file, at + index, snapshot));
      located.push(...(await Promise.all(batch)));
    }
    const [only] = located.length === 1 ? located : [];
    if (only && !only.isFolder) {
      return { kind: 'file', place: only.place, name: name ?? only.name };
    }
    const parts = located.map(({ volume, path, place }) => zipPartOf(volume, path, place));
    return { kind: 'zip', parts, name: name?.replace(/\.zip$/i, '') || nameOfAll(located) };
  }

  private async find(user: User, file: VolumeFile, index: number, snapshot: string | undefined) {
    const { places, earlier } = this.parts;
    const located =
      snapshot === undefined
        ? places.toReadAt(user, file.volume, file.path)
        : earlier.toRead(user, snapshot, file);
    const stat = await this.parts.files.stat(located.place);
    if (stat?.kind !== 'file' && stat?.kind !== 'directory') {
      const pointer = `/files/${index}/path`;
      const detail = 'There is no such file or folder';
      throw new AppError('not-found', detail, { fields: [{ pointer, detail }] });
    }
    return { ...located, name: nameOf(located), isFolder: stat.kind === 'directory' };
  }

  private forget(now: Date): void {
    for (const [key, { expiresAt }] of this.tickets) {
      if (expiresAt <= now) {
        this.tickets.delete(key);
      }
    }
  }
}

type Found = Located & { readonly name: string; readonly isFolder: boolean };

function nameOf({ volume, path }: Pick<Located, 'volume' | 'path'>): string {
  return path.slice(path.lastIndexOf('/') + 1) || volume.name;
}

/** The only one's own name; that of the folder in which the first of several lies. */
function nameOfAll(located: readonly Found[]): string {
  const [first] = located as [Found];
  const slash = first.path.lastIndexOf('/');
  return located.length === 1
    ? first.name
    : nameOf({ volume: first.volume, path: first.path.slice(0, Math.max(slash, 0)) });
}
