import { ulid } from 'ulid';
import { z } from 'zod';

import { UserName } from '../../contract/common.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Attempts } from './attempts.js';
import type { Passwords } from './passwords.js';
import type { SessionService } from './sessions.js';
import type { TokenService } from './tokens.js';
import type { User } from './types.js';
import type { Account, UserStore } from './user-store.js';

/** A user to be made. Without a password nobody signs in by one. */
export interface NewUser {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly admin: boolean;
  readonly password: string | null;
}

/** Users and their passwords. */
export class AccountService {
  private readonly listeners: ((user: User) => Promise<void>)[] = [];

  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
    private readonly activity: ActivityRecorder,
    private readonly clock: Clock
  ) {}

  /** @param listener - called for every new user before `createUser` resolves */
  onUserCreated(listener: (user: User) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** @throws AppError `invalid-request`, `already-exists`: also for the name of a user who is gone */
  async createUser(wish: NewUser): Promise<User> {
    const name = UserName.safeParse(wish.name);
    if (!name.success || name.data === '') {
      throw new AppError(
        'invalid-request',
        `A user name has ${name.error?.issues[0]?.message ?? 'at least one character'}`
      );
    }
    const hash = wish.password === null ? null : await this.passwords.hash(wish.password);
    if (this.users.byName(name.data)) {
      throw new AppError('already-exists', `There is a user ${name.data} already`);
    }
    const now = this.clock();
    const account: Account = {
      id: ulid(now.getTime()),
      name: name.data,
      displayName: wish.displayName ?? name.data,
      email: wish.email ?? null,
      admin: wish.admin,
      createdAt: now.toISOString(),
      lastActivityAt: null,
      disabledAt: null
    };
    this.users.insert(account, hash);
    this.record(account, 'account.create', 'done', 'The account was made');
    for (const listener of this.listeners) {
      await listener(account);
    }
    return account;
  }

  findUser(name: string): User | null {
    return this.users.byName(name);
  }

  /** By exact name; null also for a disabled account. */
  findActive(name: string): User | null {
    const account = this.users.byName(name);
    return account?.disabledAt === null ? account : null;
  }

  /**
   * Users whose name, or a word of whose display name, begins like the text, by name. Who does not want to be found is
   * found by his exact name only.
   */
  search(text: string, limit: number): User[] {
    const wanted = foldedOf(text);
    return this.users
      .active()
      .filter(({ account, findable }) =>
        findable ? begins(account, wanted) : account.name === wanted
      )
      .slice(0, limit)
      .map(({ account }) => account);
  }

  isFindable(user: User): boolean {
    return this.users.isFindable(user.id);
  }

  /** Whether others find the user by a part of his name. */
  setFindable(user: User, findable: boolean): void {
    this.users.setFindable(user.id, findable);
    const detail = findable ? 'Can be found by others' : 'Is found by the exact name only';
    this.record(user, 'account.setFindable', 'done', detail);
  }

  userById(id: string): User | null {
    return this.users.byId(id);
  }

  /** By name. */
  listUsers(): Account[] {
    return this.users.all();
  }

  /** Whether an account may not be used at present. */
  isDisabled(id: string): boolean {
    return (this.users.byId(id)?.disabledAt ?? null) !== null;
  }

  /** What else is known of a user. */
  accountOf(user: User): Account {
    const account = this.users.byId(user.id);
    if (!account) {
      throw new TypeError(`There is no row of the user ${user.id}`);
    }
    return account;
  }

  /** Ends every session and every API and browser token of the user. @throws AppError `not-found`, `invalid-request` */
  async setPassword(name: string, password: string): Promise<void> {
    const user = this.require(name);
    this.users.setPassword(user.id, await this.passwords.hash(password));
    await this.sessions.endAll(user.id);
    await this.tokens.endAll(user.id);
    this.record(user, 'account.setPassword', 'done', 'The password was set');
  }

  /**
   * A user changes his own password; the session he does it in goes on, all others and his tokens end.
   * @throws AppError `wrong-password`, `too-many-requests`, `invalid-request`
   */
  async changePassword(
    user: User,
    sessionId: string,
    change: { currentPassword: string; newPassword: string; address: string }
  ): Promise<void> {
    await this.checkPassword(user.name, change.currentPassword, change.address);
    this.users.setPassword(user.id, await this.passwords.hash(change.newPassword));
    await this.sessions.endAll(user.id, sessionId);
    await this.tokens.endAll(user.id);
    this.record(user, 'account.setPassword', 'done', 'The password was changed', change.address);
  }

  /** @param email - null for none. @throws AppError `not-found`, `invalid-request` */
  setEmail(name: string, email: string | null): void {
    const user = this.require(name);
    if (email !== null && !z.email().max(254).safeParse(email).success) {
      throw new AppError('invalid-request', `${email} is not an e-mail address`);
    }
    this.users.setEmail(user.id, email, null);
    this.record(user, 'account.setEmail', 'done', 'The e-mail address was set');
  }

  /** A disabled user is refused everywhere at once, open sockets included. @throws AppError `not-found` */
  async setDisabled(name: string, disabled: boolean): Promise<void> {
    const user = this.require(name);
    this.users.setDisabled(user.id, disabled ? this.clock().toISOString() : null);
    if (disabled) {
      await this.sessions.endAll(user.id);
      await this.tokens.endAll(user.id);
    }
    this.record(
      user,
      disabled ? 'account.disable' : 'account.enable',
      'done',
      disabled ? 'The account was disabled' : 'The account was enabled'
    );
  }

  /**
   * Somebody signs in by name and password.
   * @param address - where the try comes from; names and addresses have a number of tries
   * @throws AppError `wrong-password` whatever is wrong, after the same time; `too-many-requests`
   */
  async verifyPassword(name: string, password: string, address: string): Promise<User> {
    const user = await this.checkPassword(name, password, address);
    this.record(user, 'account.signIn', 'done', 'Signed in by password', address);
    return user;
  }

  /**
   * Asks a signed-in user once more for his password, before something that his browser alone shall not do.
   * @throws AppError `wrong-password`, `too-many-requests`
   */
  async confirmPassword(user: User, password: string, address: string): Promise<void> {
    await this.checkPassword(user.name, password, address);
  }

  /** Notes that a user was active; the later time is kept. */
  touch(user: User, at: Date): void {
    this.users.touch(user.id, at.toISOString());
  }

  private async checkPassword(name: string, password: string, address: string): Promise<User> {
    const canonical = name.trim().toLowerCase().slice(0, 64);
    await this.attempts.take(canonical, address);
    const account = this.users.byName(canonical);
    const hash = account && !account.disabledAt ? this.users.passwordHash(account.id) : null;
    if (!(await this.passwords.matches(hash, password)) || !account) {
      if (account) {
        this.record(account, 'account.signIn', 'refused', 'Wrong password', address);
      }
      throw new AppError('wrong-password', 'The name or the password is wrong');
    }
    await this.attempts.forgive(canonical, address);
    return account;
  }

  private require(name: string): Account {
    const account = this.users.byName(name);
    if (!account) {
      throw new AppError('not-found', `There is no user ${name}`);
    }
    return account;
  }

  private record(
    user: User,
    action: string,
    outcome: 'done' | 'refused',
    detail: string,
    address: string | null = null
  ): void {
    this.activity.record({
      actorId: user.id,
      action,
      resource: { kind: 'user', id: user.id },
      outcome,
      detail,
      address
    });
  }
}

/** Without capitals and accents. */
function foldedOf(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function begins({ name, displayName }: User, wanted: string): boolean {
  const words = foldedOf(displayName);
  return name.startsWith(wanted) || words.startsWith(wanted) || words.includes(` ${wanted}`);
}
