import type { GroupKind, MembershipState } from '../../contract/groups.js';
import type { Database } from '../sqlite/database.js';
import { sortKeyOf } from './names.js';
import type { GroupRow, Membership } from './types.js';

interface Row {
  id: string;
  kind: GroupKind;
  name: string;
  sort_key: string;
  description: string;
  page: string;
  created_at: string;
  version: number;
}

interface MembershipRow {
  group_id: string;
  user_id: string;
  role: Membership['role'];
  state: MembershipState;
  invited_by: string | null;
  since: string;
}

/** Where a page of groups begins: after this one. */
export interface GroupCursor {
  readonly key: string;
  readonly id: string;
}

export interface GroupFilter {
  /** Lower-case part of the name or description; empty for all. */
  readonly text: string;
  readonly after: GroupCursor;
  readonly limit: number;
}

function groupOf(row: Row): GroupRow {
  const { id, kind, name, description, page, version } = row;
  return { id, kind, name, description, page, createdAt: row.created_at, version };
}

function rowOf(group: GroupRow): Row {
  const { id, kind, name, description, page, createdAt, version } = group;
  const sort_key = sortKeyOf(name);
  return { id, kind, name, sort_key, description, page, created_at: createdAt, version };
}

function membershipOf(row: MembershipRow): Membership {
  return {
    groupId: row.group_id,
    userId: row.user_id,
    role: row.role,
    state: row.state,
    invitedBy: row.invited_by,
    since: row.since
  };
}

const PAGE = `(:text = '' OR instr(sort_key, :text) > 0 OR instr(lower(description), :text) > 0)
  AND (sort_key, id) > (:key, :id) ORDER BY sort_key, id LIMIT :limit`;

interface PageOf {
  text: string;
  key: string;
  id: string;
  limit: number;
}

/** The tables `groups` and `memberships`. */
export class GroupStore {
  private readonly selectById;
  private readonly selectByKey;
  private readonly selectNamed;
  private readonly selectNamesOf;
  private readonly selectMine;
  private readonly selectDomains;
  private readonly insertRow;
  private readonly updateRow;
  private readonly deleteRow;
  private readonly countAccepted;
  private readonly selectMembership;
  private readonly selectMembers;
  private readonly selectOwner;
  private readonly countOwned;
  private readonly selectGroupIds;
  private readonly selectInvitations;
  private readonly putMembership;
  private readonly deleteMembership;

  constructor(database: Database) {
    this.selectById = database.prepare<[string], Row>('SELECT * FROM groups WHERE id = ?');
    this.selectByKey = database.prepare<{ key: string; user: string }, Row>(
      `SELECT * FROM groups WHERE sort_key = :key AND (kind = 'scienceDomain' OR id IN
         (SELECT group_id FROM memberships WHERE user_id = :user AND state = 'accepted'))`
    );
    this.selectNamed = database.prepare<[string], Row>(
      'SELECT * FROM groups WHERE sort_key = ? ORDER BY id'
    );
    this.selectNamesOf = database
      .prepare<[string], string>(
        `SELECT name FROM memberships JOIN groups ON groups.id = group_id
         WHERE user_id = ? AND state = 'accepted' ORDER BY sort_key, id`
      )
      .pluck();
    this.selectMine = database.prepare<PageOf & { user: string }, Row>(
      `SELECT * FROM groups WHERE id IN
         (SELECT group_id FROM memberships WHERE user_id = :user AND state = 'accepted') AND ${PAGE}`
    );
    this.selectDomains = database.prepare<PageOf, Row>(
      `SELECT * FROM groups WHERE kind = 'scienceDomain' AND ${PAGE}`
    );
    this.insertRow = database.prepare<[Row]>(
      `INSERT INTO groups VALUES (:id, :kind, :name, :sort_key, :description, :page, :created_at, :version)`
    );
    this.updateRow = database.prepare<[Row]>(
      `UPDATE groups SET name = :name, sort_key = :sort_key, description = :description, page = :page,
         version = :version WHERE id = :id AND version = :version - 1`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM groups WHERE id = ?');
    this.countAccepted = database.prepare<[string], { n: number }>(
      "SELECT count(*) AS n FROM memberships WHERE group_id = ? AND state = 'accepted'"
    );
    this.selectMembership = database.prepare<[string, string], MembershipRow>(
      'SELECT * FROM memberships WHERE group_id = ? AND user_id = ?'
    );
    this.selectMembers = database.prepare<[string], MembershipRow>(
      'SELECT * FROM memberships WHERE group_id = ?'
    );
    this.selectOwner = database.prepare<[string], MembershipRow>(
      "SELECT * FROM memberships WHERE group_id = ? AND role = 'owner'"
    );
    this.countOwned = database.prepare<[string], { n: number }>(
      "SELECT count(*) AS n FROM memberships WHERE user_id = ? AND state = 'accepted' AND role = 'owner'"
    );
    this.selectGroupIds = database
      .prepare<[string], string>(
        "SELECT group_id FROM memberships WHERE user_id = ? AND state = 'accepted'"
      )
      .pluck();
    this.selectInvitations = database.prepare<
      [string, string, string, string, number],
      MembershipRow
    >(
      `SELECT * FROM memberships WHERE user_id = ? AND state = 'invited'
         AND (since < ? OR (since = ? AND group_id < ?)) ORDER BY since DESC, group_id DESC LIMIT ?`
    );
    this.putMembership = database.prepare<[MembershipRow]>(
      `INSERT INTO memberships VALUES (:group_id, :user_id, :role, :state, :invited_by, :since)
       ON CONFLICT (group_id, user_id) DO UPDATE SET role = excluded.role, state = excluded.state,
         invited_by = excluded.invited_by, since = excluded.since`
    );
    this.deleteMembership = database.prepare<[string, string]>(
      'DELETE FROM memberships WHERE group_id = ? AND user_id = ?'
    );
  }

  byId(id: string): GroupRow | null {
    const row = this.selectById.get(id);
    return row ? groupOf(row) : null;
  }

  /** Science domains of this name, and groups of it that the user is in. */
  ofName(name: string, userId: string): GroupRow[] {
    return this.selectByKey.all({ key: sortKeyOf(name), user: userId }).map(groupOf);
  }

  /** All of this name, whoever sees them. */
  named(name: string): GroupRow[] {
    return this.selectNamed.all(sortKeyOf(name)).map(groupOf);
  }

  /** Names of the groups that have accepted the user, sorted. */
  namesOf(userId: string): string[] {
    return this.selectNamesOf.all(userId);
  }

  /** Groups that have accepted the user, by name. */
  mine(userId: string, { text, after, limit }: GroupFilter): GroupRow[] {
    return this.selectMine.all({ user: userId, text, ...after, limit }).map(groupOf);
  }

  /** Every science domain, by name. */
  scienceDomains({ text, after, limit }: GroupFilter): GroupRow[] {
    return this.selectDomains.all({ text, ...after, limit }).map(groupOf);
  }

  insert(group: GroupRow): void {
    this.insertRow.run(rowOf(group));
  }

  /** @param group - as it shall be, its version one higher; false when the row was not at the one before */
  update(group: GroupRow): boolean {
    return this.updateRow.run(rowOf(group)).changes === 1;
  }

  /** Its memberships go with it. */
  delete(id: string): void {
    this.deleteRow.run(id);
  }

  acceptedIn(groupId: string): number {
    return this.countAccepted.get(groupId)?.n ?? 0;
  }

  membership(groupId: string, userId: string): Membership | null {
    const row = this.selectMembership.get(groupId, userId);
    return row ? membershipOf(row) : null;
  }

  /** In whatever state, in no order. */
  memberships(groupId: string): Membership[] {
    return this.selectMembers.all(groupId).map(membershipOf);
  }

  owner(groupId: string): Membership | null {
    const row = this.selectOwner.get(groupId);
    return row ? membershipOf(row) : null;
  }

  /** How many groups a user owns. */
  ownedBy(userId: string): number {
    return this.countOwned.get(userId)?.n ?? 0;
  }

  /** Ids of the groups that have accepted the user. */
  groupsOf(userId: string): string[] {
    return this.selectGroupIds.all(userId);
  }

  /** Open invitations of a user, newest first. */
  invitations(userId: string, after: GroupCursor, limit: number): Membership[] {
    return this.selectInvitations
      .all(userId, after.key, after.key, after.id, limit)
      .map(membershipOf);
  }

  put(membership: Membership): void {
    this.putMembership.run({
      group_id: membership.groupId,
      user_id: membership.userId,
      role: membership.role,
      state: membership.state,
      invited_by: membership.invitedBy,
      since: membership.since
    });
  }

  remove(groupId: string, userId: string): void {
    this.deleteMembership.run(groupId, userId);
  }
}
