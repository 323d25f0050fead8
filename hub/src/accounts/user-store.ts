import type { Database } from '../sqlite/database.js';
import type { User } from './types.js';

/** A user with what only accounts and administrators see. */
export interface Account extends User {
  readonly email: string | null;
  readonly createdAt: string;
  readonly lastActivityAt: string | null;
  readonly disabledAt: string | null;
}

interface Row {
  id: string;
  name: string;
  display_name: string;
  email: string | null;
  admin: number;
  password_hash: string | null;
  created_at: string;
  last_activity_at: string | null;
  disabled_at: string | null;
  findable: number;
  email_confirmed_at: string | null;
}

function accountOf(row: Row): Account {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    admin: row.admin === 1,
    email: row.email,
    createdAt: row.created_at,
    lastActivityAt: row.last_activity_at,
    disabledAt: row.disabled_at
  };
}

/** The table `users`. */
export class UserStore {
  private readonly selectByName;
  private readonly selectById;
  private readonly selectAll;
  private readonly selectActive;
  private readonly insertRow;
  private readonly updatePassword;
  private readonly updateDisabled;
  private readonly updateEmail;
  private readonly updateActivity;
  private readonly updateFindable;

  constructor(database: Database) {
    this.selectByName = database.prepare<[string], Row>('SELECT * FROM users WHERE name = ?');
    this.selectById = database.prepare<[string], Row>('SELECT * FROM users WHERE id = ?');
    this.selectAll = database.prepare<[], Row>('SELECT * FROM users ORDER BY name');
    this.selectActive = database.prepare<[], Row>(
      'SELECT * FROM users WHERE disabled_at IS NULL ORDER BY name'
    );
    this.insertRow = database.prepare<
      [Omit<Row, 'last_activity_at' | 'disabled_at' | 'findable' | 'email_confirmed_at'>]
    >(
      `INSERT INTO users (id, name, display_name, email, admin, password_hash, created_at)
       VALUES (:id, :name, :display_name, :email, :admin, :password_hash, :created_at)`
    );
    this.updatePassword = database.prepare<[string, string]>(
      'UPDATE users SET password_hash = ? WHERE id = ?'
    );
    this.updateEmail = database.prepare<[string | null, string | null, string]>(
      'UPDATE users SET email = ?, email_confirmed_at = ? WHERE id = ?'
    );
    this.updateDisabled = database.prepare<[string | null, string]>(
      'UPDATE users SET disabled_at = ? WHERE id = ?'
    );
    this.updateFindable = database.prepare<[number, string]>(
      'UPDATE users SET findable = ? WHERE id = ?'
    );
    this.updateActivity = database.prepare<[{ id: string; at: string }]>(
      `UPDATE users SET last_activity_at = :at
       WHERE id = :id AND (last_activity_at IS NULL OR last_activity_at < :at)`
    );
  }

  /** Accounts that are not disabled, by name. */
  active(): { account: Account; findable: boolean }[] {
    return this.selectActive
      .all()
      .map(row => ({ account: accountOf(row), findable: row.findable === 1 }));
  }

  isFindable(id: string): boolean {
    return this.selectById.get(id)?.findable === 1;
  }

  setFindable(id: string, findable: boolean): void {
    this.updateFindable.run(findable ? 1 : 0, id);
  }

  byName(name: string): Account | null {
    const row = this.selectByName.get(name);
    return row ? accountOf(row) : null;
  }

  byId(id: string): Account | null {
    const row = this.selectById.get(id);
    return row ? accountOf(row) : null;
  }

  all(): Account[] {
    return this.selectAll.all().map(accountOf);
  }

  /** The e-mail address of a user, and when a letter to it was answered. */
  emailOf(id: string): { address: string | null; confirmedAt: string | null } {
    const row = this.selectById.get(id);
    return { address: row?.email ?? null, confirmedAt: row?.email_confirmed_at ?? null };
  }

  passwordHash(id: string): string | null {
    return this.selectById.get(id)?.password_hash ?? null;
  }

  insert(account: Account, passwordHash: string | null): void {
    this.insertRow.run({
      id: account.id,
      name: account.name,
      display_name: account.displayName,
      email: account.email,
      admin: account.admin ? 1 : 0,
      password_hash: passwordHash,
      created_at: account.createdAt
    });
  }

  setPassword(id: string, passwordHash: string): void {
    this.updatePassword.run(passwordHash, id);
  }

  /** @param confirmedAt - when a letter to it was answered, null for never */
  setEmail(id: string, email: string | null, confirmedAt: string | null): void {
    this.updateEmail.run(email, confirmedAt, id);
  }

  setDisabled(id: string, at: string | null): void {
    this.updateDisabled.run(at, id);
  }

  /** Keeps the later of the old and the new time. */
  touch(id: string, at: string): void {
    this.updateActivity.run({ id, at });
  }
}
