import { ACTIVITY_COLUMNS, type Activity, type ActivityQuery } from '../../contract/activity.js';
import type { Page } from '../../contract/common.js';
import { actsHiddenIn, type Group, mayDoInGroup } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { type ActFilter, type ActRow, ActStore } from './act-store.js';
import { csvLine } from './csv.js';

const DAY_MS = 24 * 3600 * 1000;
/** Rows that a spreadsheet is given at a time. */
const CHUNK = 500;
/** So that no request waits for the pruning of years. */
const PRUNED_AT_ONCE = 20_000;

/** Who reads the record, and whether all of it: else what concerns him. */
export interface Reader {
  readonly user: User;
  readonly seesAll: boolean;
}

/** Names of users; those who went away keep theirs. */
export interface UserNames {
  findUser(name: string): User | null;
  userById(id: string): User | null;
}

/** Groups, as far as a user may see them. */
export interface GroupsSeen {
  /** @throws AppError `not-found` */
  get(user: User, groupId: string): Pick<Group, 'kind' | 'myRole' | 'myState'>;
}

type Filters = Omit<ActivityQuery, 'limit' | 'cursor'>;

/** The record of acts, for those whom it concerns. */
export class ActivityHistory {
  private readonly store: ActStore;

  constructor(
    database: Database,
    private readonly users: UserNames,
    private readonly groups: GroupsSeen,
    private readonly keepDays: number,
    private readonly clock: Clock
  ) {
    this.store = new ActStore(database);
  }

  /** A page of the record. @throws AppError `not-found`, `not-allowed` for a group that the reader is not in */
  list(reader: Reader, { limit, cursor, ...filters }: ActivityQuery): Page<Activity> {
    const after = cursor === undefined ? null : Number(cursor);
    const found = this.rows(reader, filters, after, limit + 1);
    const page = found.slice(0, limit);
    return {
      items: this.inWords(reader, page),
      nextCursor: found.length > limit ? String(page.at(-1)?.seq) : null
    };
  }

  /** Everything that matches as CSV, some lines at a time. @throws AppError as {@link list}, before the first line */
  csv(reader: Reader, filters: Filters): Generator<string> {
    this.filterOf(reader, filters);
    return this.lines(reader, filters);
  }

  private *lines(reader: Reader, filters: Filters): Generator<string> {
    yield csvLine(ACTIVITY_COLUMNS);
    let after: number | null = null;
    for (;;) {
      const rows = this.rows(reader, filters, after, CHUNK);
      if (rows.length === 0) {
        return;
      }
      yield this.inWords(reader, rows).map(lineOf).join('');
      after = rows.at(-1)?.seq ?? null;
    }
  }

  /** Forgets what is older than the setting says; to be called now and then. */
  prune(): void {
    const before = new Date(this.clock().getTime() - this.keepDays * DAY_MS).toISOString();
    this.store.prune(before, PRUNED_AT_ONCE);
  }

  private rows(reader: Reader, filters: Filters, after: number | null, limit: number): ActRow[] {
    return this.store.page(this.filterOf(reader, filters), filters.order, after, limit);
  }

  private filterOf({ user, seesAll }: Reader, filters: Filters): ActFilter {
    const { kind, actor, resource, group, since, until, text } = filters;
    const actorId = actor === undefined ? null : (this.users.findUser(actor)?.id ?? '');
    const colon = resource?.indexOf(':') ?? 0;
    return {
      userId: seesAll ? null : user.id,
      kind: kind ?? null,
      actorId,
      resource: resource ? { kind: resource.slice(0, colon), id: resource.slice(colon + 1) } : null,
      since: since ? new Date(since).toISOString() : null,
      until: until ? new Date(until).toISOString() : null,
      text: text || null,
      groupId: group ?? null,
      without: group === undefined ? [] : this.hiddenIn(user, group)
    };
  }

  private hiddenIn(user: User, groupId: string): readonly string[] {
    const group = this.groups.get(user, groupId);
    if (!mayDoInGroup(group, 'seeActivity')) {
      throw new AppError('not-allowed', 'Only members see this: accept the invitation first');
    }
    return actsHiddenIn(group);
  }

  /** Where others came from is nobody's business but the administrators'. */
  private inWords({ user, seesAll }: Reader, rows: readonly ActRow[]): Activity[] {
    const actors = new Map<string, Activity['actor']>();
    const actorOf = (id: string): Activity['actor'] => {
      const known = actors.get(id);
      if (known !== undefined) {
        return known;
      }
      const found = this.users.userById(id);
      const actor = found && { name: found.name, displayName: found.displayName };
      actors.set(id, actor);
      return actor;
    };
    return rows.map(row => ({
      id: String(row.seq),
      at: row.at,
      actor: row.actorId === null ? null : actorOf(row.actorId),
      action: row.action,
      resource: row.resource,
      outcome: row.outcome,
      detail: row.detail,
      address: seesAll || row.actorId === user.id ? row.address : null
    }));
  }
}

function lineOf(act: Activity): string {
  const columns: Record<(typeof ACTIVITY_COLUMNS)[number], string> = {
    at: act.at,
    actor: act.actor?.name ?? '',
    action: act.action,
    resourceKind: act.resource.kind,
    resourceId: act.resource.id,
    outcome: act.outcome,
    detail: act.detail,
    address: act.address ?? ''
  };
  return csvLine(ACTIVITY_COLUMNS.map(column => columns[column]));
}
