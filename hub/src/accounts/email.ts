import type { OwnEmail } from '../../contract/accounts.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError, tooManyRequests } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { EmailStore } from './email-store.js';
import { hashSecret, isSameSecret, newSecret } from './secrets.js';
import type { AccountService } from './service.js';
import type { User } from './types.js';
import { UserStore } from './user-store.js';

const VALID_MS = 24 * 3600 * 1000;
/** So that nobody is flooded with letters in our name. */
const REST_MS = 60_000;

/** Letters to an address that need not be the user's own yet. */
export interface Letters {
  /** To be called in the transaction of what is told. */
  putLetter(userId: string, address: string, letter: { title: string; body: string }): void;
}

export interface EmailParts {
  readonly database: Database;
  readonly accounts: Pick<AccountService, 'confirmPassword'>;
  /** Null where no e-mail is sent. */
  readonly letters: Letters | null;
  readonly activity: ActivityRecorder;
  readonly siteName: string;
  readonly clock: Clock;
}

/** What a user asks for. */
export interface EmailWish {
  /** Null for none. */
  readonly email: string | null;
  readonly currentPassword: string;
  /** Network address that it comes from. */
  readonly address: string;
  /** Address of the page that a token confirms at. */
  readonly linkOf: (token: string) => string;
}

/** Users' own e-mail addresses: a new one is believed once a letter to it was answered. */
export class EmailService {
  private readonly changes: EmailStore;
  private readonly users: UserStore;

  constructor(private readonly parts: EmailParts) {
    this.changes = new EmailStore(parts.database);
    this.users = new UserStore(parts.database);
  }

  of(user: User): OwnEmail {
    const { address, confirmedAt } = this.users.emailOf(user.id);
    const pending = this.pendingOf(user);
    return {
      address,
      confirmed: address !== null && confirmedAt !== null,
      pending: pending && { address: pending.address, expiresAt: pending.expiresAt },
      sendsMail: this.parts.letters !== null
    };
  }

  /**
   * Sets the address, or mails a link to the new one where mail is sent; one letter a minute.
   * @throws AppError `wrong-password`, `too-many-requests`
   */
  async set(user: User, wish: EmailWish): Promise<OwnEmail> {
    const { database, accounts, letters, siteName } = this.parts;
    await accounts.confirmPassword(user, wish.currentPassword, wish.address);
    const { email } = wish;
    database.transaction(() => {
      const present = this.users.emailOf(user.id);
      if (email === null || letters === null) {
        this.changes.delete(user.id);
        this.change(user, email, null, wish.address);
        return;
      }
      if (email === present.address && present.confirmedAt !== null) {
        this.changes.delete(user.id);
        return;
      }
      const now = this.parts.clock().getTime();
      const pending = this.pendingOf(user);
      const restMs = pending ? Date.parse(pending.expiresAt) - VALID_MS + REST_MS - now : 0;
      if (restMs > 0) {
        throw tooManyRequests(restMs, 'A letter was sent a moment ago; wait a minute');
      }
      const token = newSecret();
      this.changes.put({
        userId: user.id,
        address: email,
        tokenHash: hashSecret(token),
        expiresAt: new Date(now + VALID_MS).toISOString()
      });
      letters.putLetter(user.id, email, {
        title: 'Confirm your e-mail address',
        body:
          `${user.name} wants to be reached at this address by ${siteName}. If that is you, open this link within a ` +
          `day, and sign in if you are asked to:\n\n${wish.linkOf(token)}\n\nIf it is not, do nothing.`
      });
      this.record(user, 'A new e-mail address waits to be confirmed', wish.address);
    });
    return this.of(user);
  }

  /**
   * The link in a letter was followed by its user.
   * @returns the address that is now his
   * @throws AppError `not-found` for a link that is used up, too old, or somebody else's
   */
  confirm(user: User, token: string, from: string): string {
    return this.parts.database.transaction(() => {
      const pending = this.pendingOf(user);
      if (!pending || !isSameSecret(pending.tokenHash, hashSecret(token))) {
        throw new AppError(
          'not-found',
          'This link is no longer valid, or belongs to another account'
        );
      }
      this.changes.delete(user.id);
      this.change(user, pending.address, this.parts.clock().toISOString(), from);
      return pending.address;
    });
  }

  private pendingOf(user: User) {
    const pending = this.changes.of(user.id);
    return pending && pending.expiresAt > this.parts.clock().toISOString() ? pending : null;
  }

  private change(
    user: User,
    address: string | null,
    confirmedAt: string | null,
    from: string
  ): void {
    const before = this.users.emailOf(user.id).address;
    this.users.setEmail(user.id, address, confirmedAt);
    const detail = address === null ? 'Has no e-mail address' : 'The e-mail address was changed';
    this.record(user, detail, from);
    if (before !== null && before !== address) {
      this.parts.letters?.putLetter(user.id, before, {
        title: 'Your e-mail address was changed',
        body: `${user.name} is no longer reached at this address. If you did not do this, tell an administrator.`
      });
    }
  }

  private record(user: User, detail: string, address: string): void {
    this.parts.activity.record({
      actorId: user.id,
      action: 'account.setEmail',
      resource: { kind: 'user', id: user.id },
      outcome: 'done',
      detail,
      address
    });
  }
}
