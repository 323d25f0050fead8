import type { Page, PageQuery } from '../../contract/common.js';
import type { Announcement, Severity } from '../../contract/notifications.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { stateAt } from './state.js';
import { type AnnouncementRow, AnnouncementStore } from './store.js';

export interface AnnouncementParts {
  readonly database: Database;
  readonly notifier: Notifier;
  /** Whoever has an account. */
  readonly everybody: {
    listUsers(): readonly { readonly id: string; readonly disabledAt: string | null }[];
  };
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What an administrator says; times are RFC 3339. */
export interface AnnouncementWish {
  readonly title: string;
  readonly body: string;
  readonly severity: Severity;
  /** Null for now. */
  readonly from: string | null;
  readonly until: string | null;
}

/** What is shown at sign-in and on every page. */
export type Shown = Pick<Announcement, 'id' | 'title' | 'body' | 'severity'>;

const KIND = 'announcement';
/** After every ULID. */
const NEWEST = '~';

/**
 * What administrators tell everybody for a time. While it is in force, the pages show it and everybody has it as a
 * notification until he dismisses it, also who gets his account later; afterwards it vanishes everywhere.
 * Where a user is asked for, null is who operates the hub's machine.
 */
export class AnnouncementService {
  private readonly store: AnnouncementStore;

  constructor(private readonly parts: AnnouncementParts) {
    this.store = new AnnouncementStore(parts.database);
  }

  /** Newest first. @throws AppError `not-allowed` */
  list(user: User | null, { limit, cursor }: PageQuery): Page<Announcement> {
    requireAdministrator(user);
    const found = this.store.page(cursor ?? NEWEST, limit + 1);
    const items = found.slice(0, limit).map(row => this.documentOf(row));
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** @throws AppError `not-allowed`, `invalid-request` */
  make(user: User | null, wish: AnnouncementWish): Announcement {
    requireAdministrator(user);
    const { database, newId } = this.parts;
    const now = this.now();
    const row = { ...wish, id: newId(), from: utc(wish.from ?? now), until: utc(wish.until) };
    checkTimes(row);
    return database.transaction(() => {
      this.store.insert({ ...row, createdAt: now }, user?.id ?? null);
      this.record(user, row, 'make');
      this.look();
      return this.documentOf(this.require(user, row.id));
    });
  }

  /**
   * Changes what is given. Whoever was told is told anew, also who dismissed it.
   * @throws AppError `not-found`, `invalid-request`; `conflict` for what is over
   */
  edit(user: User | null, id: string, change: Partial<AnnouncementWish>): Announcement {
    return this.parts.database.transaction(() => {
      const row = this.require(user, id);
      if (stateAt(row, this.now()) === 'over') {
        throw new AppError('conflict', 'It is over; make a new one');
      }
      const wanted = { ...row, ...change };
      const next = { ...wanted, from: utc(wanted.from ?? row.from), until: utc(wanted.until) };
      checkTimes(next);
      this.change(row, next);
      this.record(user, next, 'edit');
      return this.documentOf(this.require(user, id));
    });
  }

  /** Ends one now. @throws AppError `not-found` */
  end(user: User | null, id: string): Announcement {
    return this.parts.database.transaction(() => {
      const row = this.require(user, id);
      const now = this.now();
      if (stateAt(row, now) !== 'over') {
        this.change(row, { ...row, from: row.from < now ? row.from : now, until: now });
        this.record(user, row, 'end');
      }
      return this.documentOf(this.require(user, id));
    });
  }

  /** What is in force now, newest first. */
  inForce(): Shown[] {
    const now = this.now();
    return this.store
      .current(now)
      .filter(row => stateAt(row, now) === 'inForce')
      .map(({ id, title, body, severity }) => ({ id, title, body, severity }));
  }

  /** Tells of what has come into force and takes back what is over; to be called now and then. */
  look(): void {
    const { database, everybody, notifier } = this.parts;
    database.transaction(() => {
      const now = this.now();
      for (const row of this.store.current(now)) {
        const isInForce = stateAt(row, now) === 'inForce';
        if (isInForce && !row.told) {
          const active = everybody.listUsers().filter(({ disabledAt }) => disabledAt === null);
          active.forEach(({ id }) => this.tell(id, row));
        } else if (!isInForce && row.told) {
          notifier.withdraw(KIND, { kind: KIND, id: row.id });
        }
        if (isInForce !== row.told) {
          this.store.save({ ...row, told: isInForce });
        }
      }
    });
  }

  /** A new account: what is in force concerns it too. */
  welcome(user: User): void {
    const now = this.now();
    this.parts.database.transaction(() =>
      this.store
        .current(now)
        .filter(row => row.told && stateAt(row, now) === 'inForce')
        .forEach(row => this.tell(user.id, row))
    );
  }

  private change(before: AnnouncementRow, after: AnnouncementRow): void {
    if (before.told) {
      this.parts.notifier.withdraw(KIND, { kind: KIND, id: before.id });
    }
    this.store.save({ ...after, told: false, version: before.version + 1 });
    this.look();
  }

  private tell(userId: string, { id, title, body }: AnnouncementRow): void {
    this.parts.notifier.notify(userId, { kind: KIND, title, body, resource: { kind: KIND, id } });
  }

  /** For others than administrators there is none. @throws AppError `not-found` */
  private require(user: User | null, id: string): AnnouncementRow {
    const row = this.store.byId(id);
    if (!row || !mayAnnounce(user)) {
      throw new AppError('not-found', 'There is no such announcement');
    }
    return row;
  }

  private documentOf({ told: _told, ...row }: AnnouncementRow): Announcement {
    return { ...row, state: stateAt(row, this.now()) };
  }

  private record(
    user: User | null,
    { id, title }: { id: string; title: string },
    verb: string
  ): void {
    this.parts.activity.record({
      actorId: user?.id ?? null,
      action: `${KIND}.${verb}`,
      resource: { kind: KIND, id },
      outcome: 'done',
      detail: title
    });
  }

  private now(): string {
    return this.parts.clock().toISOString();
  }
}

function mayAnnounce(user: User | null): boolean {
  return user === null || user.admin;
}

function requireAdministrator(user: User | null): void {
  if (!mayAnnounce(user)) {
    throw new AppError('not-allowed', 'Announcements are for administrators');
  }
}

/** In the form in which times are compared. */
function utc(time: string): string;
function utc(time: string | null): string | null;
function utc(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function checkTimes({ from, until }: { from: string; until: string | null }): void {
  if (until !== null && until <= from) {
    const detail = 'must be after its beginning';
    throw new AppError('invalid-request', `The end of an announcement ${detail}`, {
      fields: [{ pointer: '/until', detail }]
    });
  }
}
